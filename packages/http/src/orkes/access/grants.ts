import type { Grant } from "@promptledger/core";
import { PERMISSIONS } from "@promptledger/core";
import * as z from "zod";
import { jsonBody } from "../../api/body/json-body.ts";
import { invalidField } from "../../api/errors/http-error.ts";
import type { Endpoint } from "../wire/call.ts";
import { param, writeOptions } from "../wire/call.ts";
import { subjectObject, wireAccess, wireSubject } from "./subject.ts";
import { targetOf } from "./target.ts";
import { actorOf } from "./users.ts";

const grantBody = z
  .object({
    subject: wireSubject,
    target: z.object({ type: z.string(), id: z.string().min(1) }),
    access: wireAccess,
  })
  .transform(({ subject, target, access }) => ({ target, grant: { subject, permissions: access } }));

/** `POST /api/auth/authorization`: adds permissions to those that the subject has. */
export const grant: Endpoint = async (call) => {
  const { target, grant } = await jsonBody(call, grantBody);
  await call.ledger.access.grant(targetOf(target.type, target.id), grant, writeOptions(call));
  return Response.json({ message: "Granted permission" });
};

/** `DELETE /api/auth/authorization`: takes permissions away. */
export const revoke: Endpoint = async (call) => {
  const { target, grant } = await jsonBody(call, grantBody);
  await call.ledger.access.revoke(targetOf(target.type, target.id), grant, writeOptions(call));
  return Response.json({ message: "Removed permission" });
};

/** `GET /api/auth/authorization/{type}/{id}`: who may do what, by permission; with `groupBy=subject` by subject. */
export const list: Endpoint = async (call) => {
  const target = targetOf(param(call, "type"), param(call, "id"));
  const groupBy = call.url.searchParams.get("groupBy") || "access";
  if (groupBy !== "access" && groupBy !== "subject")
    throw invalidField("groupBy", "expected access or subject");
  const grants = await call.ledger.access.grants(target);
  return Response.json(groupBy === "subject" ? bySubject(grants) : byAccess(grants));
};

/** `GET /api/users/{id}/checkPermissions`: what an actor may do with a target, whatever gives them the permission. */
export const check: Endpoint = async (call) => {
  const { searchParams } = call.url;
  const target = targetOf(searchParams.get("type") ?? "", searchParams.get("id") ?? "");
  const { id, kind, memberOf } = await actorOf(call, param(call, "id"));
  const asked = { id, ...(kind && { kind }), ...(memberOf && { memberOf }) };
  return Response.json(await call.ledger.access.check(asked, target));
};

function byAccess(grants: readonly Grant[]): object {
  const entries = PERMISSIONS.map((permission) => {
    const having = grants.filter(({ permissions }) => permissions.includes(permission));
    return [permission, having.map(({ subject }) => subjectObject(subject))] as const;
  });
  return Object.fromEntries(entries.filter(([, subjects]) => subjects.length > 0));
}

function bySubject(grants: readonly Grant[]): object {
  return Object.fromEntries(
    grants.map(({ subject, permissions }) => {
      const { type, id } = subjectObject(subject);
      return [`${type}:${id}`, permissions];
    }),
  );
}
