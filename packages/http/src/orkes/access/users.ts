import type { Actor, TenantLedger } from "@promptledger/core";
import { notFound } from "../../api/errors/http-error.ts";
import { NO_STORE } from "../../api/no-store.ts";
import type { Call, Endpoint } from "../wire/call.ts";
import { param } from "../wire/call.ts";
import { APPLICATION, subjectOf } from "./subject.ts";

/** A caller, as far as what they may do depends on it. */
type Described = Pick<Actor, "id" | "kind" | "memberOf" | "firstName" | "lastName">;

/**
 * `GET /api/users/{id}`: the caller, or an application (`app:` and its id) with its roles. The host knows all others, and not the ledger, so
 * they are 404. Everybody may read about themselves; reading about others needs READ on the tenant.
 */
export const get: Endpoint = async (call) => {
  const id = param(call, "id");
  const user = id === call.actor.id ? call.actor : await applicationOf(call, id);
  return Response.json(userObject(call.ledger, user), { headers: NO_STORE });
};

/** The actor with an id: the caller, an application with its roles, or a person about whom nothing else is known. */
export async function actorOf(call: Call, id: string): Promise<Described> {
  if (id === call.actor.id) return call.actor;
  return subjectOf(id).type === "user" ? { id, kind: "user" } : applicationOf(call, id);
}

async function applicationOf({ ledger }: Call, id: string): Promise<Described> {
  if (!id.startsWith(APPLICATION)) {
    await ledger.access.require("READ", { tenant: true });
    throw notFound(`There is no user ${id} here; only applications are known, as ${APPLICATION}<id>.`);
  }
  const { name, roles } = await ledger.applications.get(id.slice(APPLICATION.length));
  const memberOf = roles.map((role) => ({ type: "role" as const, id: role }));
  return { id, kind: roles.includes("ADMIN") ? "admin" : "application", memberOf, firstName: name };
}

/** A user as Orkes' API shows them. */
export function userObject(
  { tenant }: Pick<TenantLedger, "tenant">,
  { id, kind, memberOf = [], firstName, lastName }: Described,
): object {
  const roles = new Set(memberOf.filter(({ type }) => type === "role").map((role) => role.id));
  if (kind === "admin") roles.add("ADMIN");
  const names = [firstName, lastName].filter((name) => name !== undefined);
  return {
    id,
    name: names.join(" ") || id,
    roles: [...roles].map((name) => ({ name, permissions: [] })),
    groups: memberOf.filter(({ type }) => type === "group").map((group) => ({ id: group.id })),
    uuid: id,
    namespace: tenant,
    applicationUser: id.startsWith(APPLICATION),
  };
}
