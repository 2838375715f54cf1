import type { Actor, Grant } from "@promptledger/core";
import { PERMISSIONS } from "@promptledger/core";
import { z } from "zod";
import { json } from "./answer.ts";
import type { Call, Endpoint } from "./call.ts";
import { bodyOf, param, writeOptions } from "./call.ts";
import { badRequest } from "./refusal.ts";
import { APPLICATION, subjectObject, subjectOf, wireAccess, wireSubject } from "./subject.ts";
import { targetOf } from "./target.ts";

const grantBody = z.object({
  subject: wireSubject,
  target: z.object({ type: z.string(), id: z.string().min(1) }),
  access: wireAccess,
});

/** `POST /api/auth/authorization`: gives permissions beside those that there are. */
export const grantAccess: Endpoint = async (call) => {
  const { subject, target, access } = await bodyOf(call, grantBody);
  const grant = { subject, permissions: access };
  await call.ledger.access.grant(targetOf(target.type, target.id), grant, writeOptions(call));
  return json(200, { message: "Granted permission" });
};

/** `DELETE /api/auth/authorization`: takes permissions away. */
export const revokeAccess: Endpoint = async (call) => {
  const { subject, target, access } = await bodyOf(call, grantBody);
  const grant = { subject, permissions: access };
  await call.ledger.access.revoke(targetOf(target.type, target.id), grant, writeOptions(call));
  return json(200, { message: "Removed permission" });
};

/** `GET /api/auth/authorization/{type}/{id}`: who may do what; by permission, or with `groupBy=subject` by subject. */
export const listGrants: Endpoint = async (call) => {
  const target = targetOf(param(call, "type"), param(call, "id"));
  const groupBy = call.query.get("groupBy") || "access";
  if (groupBy !== "access" && groupBy !== "subject")
    throw badRequest([{ field: "groupBy", message: "expected access or subject" }]);
  const grants = await call.ledger.access.grants(target);
  return json(200, groupBy === "subject" ? bySubject(grants) : byAccess(grants));
};

/** `GET /api/users/{id}/checkPermissions`: what somebody may do with a target, by all the ways that lead there. */
export const checkPermissions: Endpoint = async (call) => {
  const { ledger, query } = call;
  const target = targetOf(query.get("type") ?? "", query.get("id") ?? "");
  const allowed = await ledger.access.check(await actorOf(call, param(call, "id")), target);
  return json(200, Object.fromEntries(PERMISSIONS.map((permission) => [permission, allowed[permission]])));
};

/** The actor with an id: the caller as it came, an application with its roles, or a person of whom nothing else is known. */
async function actorOf(
  { ledger, actor }: Call,
  id: string,
): Promise<Pick<Actor, "id" | "kind" | "memberOf">> {
  if (id === actor.id) return actor;
  const { type } = subjectOf(id);
  if (type === "user") return { id, kind: "user" };
  const { roles } = await ledger.applications.get(id.slice(APPLICATION.length));
  const memberOf = roles.map((role) => ({ type: "role" as const, id: role }));
  return { id, kind: roles.includes("ADMIN") ? "admin" : "application", memberOf };
}

function byAccess(grants: readonly Grant[]): object {
  const entries = PERMISSIONS.map((permission) => [
    permission,
    grants
      .filter(({ permissions }) => permissions.includes(permission))
      .map(({ subject }) => subjectObject(subject)),
  ]);
  return Object.fromEntries(entries.filter(([, subjects]) => subjects?.length !== 0));
}

function bySubject(grants: readonly Grant[]): object {
  return Object.fromEntries(
    grants.map(({ subject, permissions }) => {
      const { type, id } = subjectObject(subject);
      return [`${type}:${id}`, permissions];
    }),
  );
}
