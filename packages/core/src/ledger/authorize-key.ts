import type { Actor } from "../access/actor.ts";
import { PERMISSIONS, WHOLE_TENANT } from "../access/grant.ts";
import type { AccessState } from "../access/state.ts";
import { applicationActorId } from "../access/state.ts";
import { authorizeRole, isUnlimited, resourceOf } from "../authorization/authorize.ts";
import type { Filter } from "../catalog/filter.ts";
import { NEWEST_FIRST } from "../catalog/filter.ts";
import { LedgerError } from "../errors.ts";
import type { ReadSession } from "../read/session.ts";
import type { Application } from "../read/tenant-views.ts";

/**
 * Throws `forbidden` unless the actor holds every role and every permission of an application: anyone who has a key of it acts as the
 * application. The error does not say what the actor lacks, because that may be on a prompt that they may not see.
 */
export async function authorizeKey(
  session: ReadSession,
  access: AccessState,
  { id, roles }: Application,
): Promise<void> {
  const { actor } = session;
  if (isUnlimited(session)) return;
  for (const role of roles) authorizeRole(session, role);
  const memberOf = roles.map((role) => ({ type: "role" as const, id: role }));
  const application: Actor = { id: applicationActorId(id), kind: "application", memberOf };
  if (!holdsTargets(session, access, application) || !(await holdsPrompts(session, access, application)))
    throw new LedgerError(
      "forbidden",
      `${actor.id} does not hold every permission of the application ${id}, and so cannot make a key for it; ask an admin`,
    );
}

/** Whether the actor holds what an application holds on the tenant, on tags, on integrations and on models. */
function holdsTargets(
  { policy, actor, tenant }: ReadSession,
  access: AccessState,
  application: Actor,
): boolean {
  const targets = [WHOLE_TENANT, ...Object.values(access.targets).map(({ target }) => target)];
  return targets.every((target) => {
    const resource = resourceOf(tenant, access, target);
    return PERMISSIONS.every(
      (one) => !policy.allows(application, one, resource) || policy.allows(actor, one, resource),
    );
  });
}

/** Whether the actor holds what an application holds on prompts, deleted ones too. */
async function holdsPrompts(
  { policy, actor, tenant, environment, store }: ReadSession,
  access: AccessState,
  application: Actor,
): Promise<boolean> {
  const none: Filter = { type: "or", filters: [] };
  const lacking: Filter[] = [];
  for (const permission of PERMISSIONS) {
    const own = policy.scope(actor, permission, tenant, access);
    const its = policy.scope(application, permission, tenant, access);
    if (own === "all" || its === "none") continue;
    // It also holds the permission on every prompt to come.
    if (its === "all") return false;
    lacking.push({ type: "and", filters: [its, { type: "not", filter: own === "none" ? none : own }] });
  }
  if (lacking.length === 0) return true;
  const filter: Filter = { type: "or", filters: lacking };
  const query = {
    filter,
    sort: NEWEST_FIRST,
    page: { number: 1, size: 1 },
    scope: "all",
    environment,
  } as const;
  return (await store.catalog.findPrompts(tenant, query)).total === 0;
}
