import type { Application } from "@promptledger/core";
import { isWithheld } from "@promptledger/core";
import { z } from "zod";
import { jsonBody } from "../../api/json-body.ts";
import { NO_STORE } from "../../api/no-store.ts";
import type { Endpoint } from "../wire/call.ts";
import { param, writeOptions, writing } from "../wire/call.ts";
import type { Row } from "../wire/people.ts";
import { listAnswer, oneAnswer } from "../wire/people.ts";

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
  const rows = keys.map(({ id, createdAt }) => ({ id, createdAt, status: "ACTIVE" }));
  return Response.json(rows, { headers: NO_STORE });
};

/** `DELETE /api/applications/{id}/accessKeys/{key_id}`: the key stops working, and so does every token that was issued for it. */
export const removeKey: Endpoint = writing((call) =>
  call.ledger.applications.deleteKey(param(call, "id"), param(call, "key_id")),
);

function applicationRow(application: Application): Row {
  const { id, name } = application;
  return [{ id, name }, application];
}
