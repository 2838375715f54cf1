import type { Application } from "@promptledger/core";
import { z } from "zod";
import { done, json } from "./answer.ts";
import type { Endpoint } from "./call.ts";
import { bodyOf, param, writeOptions } from "./call.ts";
import type { People } from "./people.ts";
import { changesObject, peopleOf } from "./people.ts";

const applicationBody = z.object({ name: z.string().min(1) });

/** `POST /api/applications`. */
export const createApplication: Endpoint = async (call) => {
  const { name } = await bodyOf(call, applicationBody);
  const application = await call.ledger.applications.create({ name }, writeOptions(call));
  return json(200, applicationObject(application, await peopleOf(call.ledger, [application])));
};

/** `GET /api/applications`. */
export const listApplications: Endpoint = async (call) => {
  const applications = await call.ledger.applications.list();
  const people = await peopleOf(call.ledger, applications);
  return json(
    200,
    applications.map((application) => applicationObject(application, people)),
  );
};

/** `GET /api/applications/{id}`. */
export const getApplication: Endpoint = async (call) => {
  const application = await call.ledger.applications.get(param(call, "id"));
  return json(200, applicationObject(application, await peopleOf(call.ledger, [application])));
};

/** `DELETE /api/applications/{id}`: its keys stop at once. */
export const deleteApplication: Endpoint = async (call) => {
  await call.ledger.applications.delete(param(call, "id"), writeOptions(call));
  return done();
};

/** `POST /api/applications/{id}/roles/{role}`. */
export const addRole: Endpoint = async (call) => {
  await call.ledger.applications.addRole(param(call, "id"), param(call, "role"), writeOptions(call));
  return done();
};

/** `DELETE /api/applications/{id}/roles/{role}`. */
export const removeRole: Endpoint = async (call) => {
  await call.ledger.applications.removeRole(param(call, "id"), param(call, "role"), writeOptions(call));
  return done();
};

/** `POST /api/applications/{id}/accessKeys`: the one answer that shows the secret. */
export const createAccessKey: Endpoint = async (call) => {
  const { id, secret } = await call.ledger.applications.createKey(param(call, "id"));
  return json(200, { id, secret });
};

/** `GET /api/applications/{id}/accessKeys`: without their secrets, of which only hashes are kept. */
export const listAccessKeys: Endpoint = async (call) => {
  const keys = await call.ledger.applications.keys(param(call, "id"));
  return json(
    200,
    keys.map(({ id, createdAt }) => ({ id, createdAt, status: "ACTIVE" })),
  );
};

/** `DELETE /api/applications/{id}/accessKeys/{key_id}`: the key stops, and every token that was had for it. */
export const deleteAccessKey: Endpoint = async (call) => {
  await call.ledger.applications.deleteKey(param(call, "id"), param(call, "key_id"));
  return done();
};

function applicationObject(application: Application, people: People): { readonly [name: string]: unknown } {
  const { id, name } = application;
  return { id, name, ...changesObject(application, people) };
}
