import type { AccessKey, Application } from "@promptledger/core";
import { isWithheld } from "@promptledger/core";
import * as z from "zod";
import { jsonBody } from "../../api/body/json-body.ts";
import type { HttpError } from "../../api/errors/http-error.ts";
import { notFound } from "../../api/errors/http-error.ts";
import { NO_STORE } from "../../api/no-store.ts";
import type { Call, Endpoint } from "../wire/call.ts";
import { param, writeOptions, writing } from "../wire/call.ts";
import type { Row } from "../wire/people.ts";
import { listAnswer, oneAnswer } from "../wire/people.ts";
import { shownTags, tagList } from "../wire/tag-list.ts";

const applicationBody = z.object({ name: z.string().min(1) });

/** `POST /api/applications`. */
export const create: Endpoint = async (call) => {
  const { name } = await jsonBody(call, applicationBody);
  const application = await call.ledger.applications.create({ name }, writeOptions(call));
  // Who may create an application and not read it needs its id to give it a key.
  if (isWithheld(application)) return Response.json({ id: application.id });
  return oneAnswer(call.ledger, applicationRow(application));
};

/** `GET /api/applications`. */
export const list: Endpoint = async ({ ledger }) =>
  listAnswer(ledger, (await ledger.applications.list()).map(applicationRow));

/** `GET /api/applications/{id}`. */
export const get: Endpoint = async (call) => {
  const application = await call.ledger.applications.get(param(call, "id"));
  return oneAnswer(call.ledger, applicationRow(application));
};

/** `GET /api/applications/key/{key_id}`: the application that an access key belongs to. */
export const getByKey: Endpoint = async (call) => {
  const application = await call.ledger.applications.findByKey(param(call, "key_id"));
  if (application === null) throw noKey(call);
  return oneAnswer(call.ledger, applicationRow(application));
};

/** `PUT /api/applications/{id}`: gives it another name. */
export const update: Endpoint = async (call) => {
  const { name } = await jsonBody(call, applicationBody);
  const id = param(call, "id");
  const command = { type: "RenameApplication", id, name } as const;
  const [application] = (await call.ledger.batch([command], writeOptions(call))).answers;
  // Who may change an application and not read it gets its id alone.
  if (isWithheld(application)) return Response.json({ id });
  return oneAnswer(call.ledger, applicationRow(application));
};

/** `DELETE /api/applications/{id}`: its keys stop working at once. */
export const remove: Endpoint = writing((call) =>
  call.ledger.applications.delete(param(call, "id"), writeOptions(call)),
);

/** `POST /api/applications/{id}/roles/{role}`. */
export const addRole: Endpoint = writing((call) =>
  call.ledger.applications.addRole(param(call, "id"), param(call, "role"), writeOptions(call)),
);

/** `DELETE /api/applications/{id}/roles/{role}`. */
export const removeRole: Endpoint = writing((call) =>
  call.ledger.applications.removeRole(param(call, "id"), param(call, "role"), writeOptions(call)),
);

/** `POST /api/applications/{id}/accessKeys`: the only answer that shows the secret. */
export const createKey: Endpoint = async (call) => {
  const { id, secret } = await call.ledger.applications.createKey(param(call, "id"));
  return Response.json({ id, secret }, { headers: NO_STORE });
};

/** `GET /api/applications/{id}/accessKeys`: without secrets, of which only hashes are stored. */
export const listKeys: Endpoint = async (call) => {
  const keys = await call.ledger.applications.keys(param(call, "id"));
  return Response.json(keys.map(keyObject), { headers: NO_STORE });
};

/**
 * `POST /api/applications/{id}/accessKeys/{key_id}/status`: disables a key that is active, with every token that was issued for it, or enables
 * it again. Enabling needs what making a key needs.
 */
export const toggleKey: Endpoint = async (call) => {
  const { applications } = call.ledger;
  const [id, keyId] = [param(call, "id"), param(call, "key_id")];
  const present = (await applications.keys(id)).find((key) => key.id === keyId);
  if (present === undefined) throw noKey(call);
  const key = await applications.setKeyEnabled(id, keyId, !present.enabled);
  if (key === null) throw noKey(call);
  return Response.json(keyObject(key), { headers: NO_STORE });
};

/** `DELETE /api/applications/{id}/accessKeys/{key_id}`: the key stops working, and so does every token that was issued for it. */
export const removeKey: Endpoint = writing(async (call) => {
  if (!(await call.ledger.applications.deleteKey(param(call, "id"), param(call, "key_id"))))
    throw noKey(call);
});

/** `GET /api/applications/{id}/tags`. */
export const listTags: Endpoint = async (call) => {
  const { tags } = await call.ledger.applications.get(param(call, "id"));
  return Response.json(shownTags(tags));
};

/** `PUT /api/applications/{id}/tags`: adds tags to the application's others. They give it no permission. */
export const addTags: Endpoint = changingTags("TagApplication");

/** `DELETE /api/applications/{id}/tags`: removes exactly these pairs; missing ones are no error. */
export const removeTags: Endpoint = changingTags("UntagApplication");

function changingTags(type: "TagApplication" | "UntagApplication"): Endpoint {
  return writing(async (call) => {
    const tags = await jsonBody(call, tagList, null);
    await call.ledger.batch([{ type, id: param(call, "id"), tags }], writeOptions(call));
  });
}

function applicationRow(application: Application): Row {
  const { id, name, tags } = application;
  return [{ id, name, tags: shownTags(tags) }, application];
}

function keyObject({ id, createdAt, enabled }: AccessKey): object {
  return { id, createdAt, status: enabled ? "ACTIVE" : "INACTIVE" };
}

function noKey(call: Call): HttpError {
  return notFound(`There is no access key ${param(call, "key_id")}.`);
}
