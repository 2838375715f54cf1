import type { Scope } from "../catalog/filter.ts";
import type { PromptState } from "../prompt/state.ts";
import type { Actor } from "./actor.ts";
import { subjectsOf } from "./actor.ts";
import type { Permission } from "./grant.ts";
import { sameSubject } from "./grant.ts";

/** What an action is on: a prompt as it is, a prompt that does not exist yet, or the tenant as a whole. */
export type Resource =
  | { readonly type: "prompt"; readonly tenant: string; readonly prompt: PromptState }
  | { readonly type: "tenant"; readonly tenant: string };

/**
 * Who may do what: in the path of every command and query of the ledger, so that no API can go round it. Commit, deploy and restore
 * need UPDATE, resolve needs EXECUTE, whole-tenant reads (log, follow, replay, the directory) need READ on the tenant.
 */
export interface Policy {
  allows(actor: Actor, permission: Permission, resource: Resource): boolean;
  /** For lists: what the actor sees, so that counts and pages leak nothing. */
  scope(actor: Actor, permission: Permission, tenant: string): Scope;
}

/** Code in the process and admins may do everything; users and applications create prompts, and do what they were granted. */
export const grantPolicy: Policy = {
  allows(actor, permission, resource) {
    if (isTrusted(actor)) return true;
    if (resource.type === "tenant") return permission === "CREATE";
    const subjects = subjectsOf(actor);
    return resource.prompt.grants.some(
      (grant) =>
        grant.permissions.includes(permission) &&
        subjects.some((subject) => sameSubject(subject, grant.subject)),
    );
  },
  scope(actor, permission) {
    return isTrusted(actor) ? "all" : { type: "granted", subjects: subjectsOf(actor), permission };
  },
};

/** Whether an actor needs no grant. */
export function isTrusted(actor: Actor): boolean {
  const kind = actor.kind ?? "host";
  return kind === "host" || kind === "admin";
}
