import type { Actor } from "../access/actor.ts";
import { ADMIN_ROLE } from "../access/actor.ts";
import type { AccessTarget, Permission } from "../access/grant.ts";
import { modelName, PERMISSIONS } from "../access/grant.ts";
import type { AccessState } from "../access/state.ts";
import { LedgerError } from "../errors.ts";
import type { PromptKey } from "../prompt/prompt-ref.ts";
import type { PromptState } from "../prompt/state.ts";
import type { Policy, Resource } from "./policy.ts";
import { grantPolicy, isTrusted } from "./policy.ts";

/** Who is calling, for which tenant, and the policy that decides what they may do. */
export interface Session {
  readonly tenant: string;
  readonly actor: Actor;
  /** The default environment of `deploy`, `resolve` and a prompt's `live`. */
  readonly environment: string;
  readonly policy: Policy;
}

/** Whether the actor may do everything, so that the policy need not be asked. A policy of the host is always asked. */
export function isUnlimited({ policy, actor }: Session): boolean {
  return policy === grantPolicy && isTrusted(actor);
}

/**
 * Throws `forbidden` unless the policy allows the actor this permission on an existing prompt. The error names the prompt as the actor did:
 * who may not read a prompt does not learn its id from its slug, nor the other way round.
 */
export function authorizePrompt(
  session: Session,
  access: AccessState,
  permission: Permission,
  prompt: PromptState,
  named: PromptKey | null = null,
): void {
  authorize(session, permission, { type: "prompt", tenant: session.tenant, access, prompt }, named);
}

/** Throws `forbidden` unless the policy allows the actor this permission on a target that is not a prompt. */
export function authorizeTarget(
  session: Session,
  access: AccessState,
  permission: Permission,
  target: AccessTarget,
): void {
  authorize(session, permission, resourceOf(session.tenant, access, target));
}

/** The permissions that the actor could grant on a prompt: those that the actor has. */
export function grantableOn(
  { policy, tenant, actor }: Session,
  access: AccessState,
  prompt: PromptState,
): readonly Permission[] {
  return PERMISSIONS.filter((one) => policy.allows(actor, one, { type: "prompt", tenant, access, prompt }));
}

/** The resource of a target, for the policy. */
export function resourceOf(tenant: string, access: AccessState, target: AccessTarget): Resource {
  const common = { tenant, access };
  if ("tenant" in target) return { ...common, type: "tenant" };
  return "tag" in target
    ? { ...common, type: "tag", ...target }
    : { ...common, type: "integration", ...target };
}

/** Throws `forbidden` unless the policy allows the actor this. A prompt is called what the actor named it. */
export function authorize(
  { policy, actor }: Session,
  permission: Permission,
  resource: Resource,
  named: PromptKey | null = null,
): void {
  if (!policy.allows(actor, permission, resource)) throw forbidden(actor, permission, resource, named);
}

function forbidden(
  actor: Actor,
  permission: Permission,
  resource: Resource,
  named: PromptKey | null = null,
): LedgerError {
  const name = resourceName(resource, named);
  const message = `${actor.id} has no ${permission} permission on ${name}; ask for a grant${grantPlace(permission, resource)}`;
  const issues = resource.type === "integration" ? [{ field: "integrations", message }] : [];
  return new LedgerError("forbidden", message, { issues });
}

/** Throws `forbidden` unless the actor may grant and revoke this on a target: that needs UPDATE on it, and each of the permissions. */
export function authorizeGrant(
  session: Session,
  access: AccessState,
  permissions: readonly Permission[],
  target: AccessTarget,
): void {
  const { policy, actor, tenant } = session;
  const resource = resourceOf(tenant, access, target);
  for (const permission of ["UPDATE", ...permissions] as const) {
    authorize(session, permission, resource);
    // A grant on the tenant is one on every prompt. To create prompts, which everybody may, is not to hold CREATE on all of them.
    if (resource.type === "tenant" && policy.scope(actor, permission, tenant, access) !== "all")
      throw forbidden(actor, permission, resource);
  }
}

/** Throws `forbidden` unless the actor holds a role: nobody gives or takes what they do not hold themselves. */
export function authorizeRole(session: Session, role: string): void {
  const { actor } = session;
  const holds = actor.memberOf?.some(({ type, id }) => type === "role" && id === role) ?? false;
  // The role makes an admin of an application. An actor that is a member but no admin has only what was granted to the role.
  if (isUnlimited(session) || (holds && role !== ADMIN_ROLE)) return;
  throw new LedgerError(
    "forbidden",
    `${actor.id} does not hold the role ${role}, and so can neither give nor take it`,
  );
}

// No grant can be on an integration that does not exist yet.
function grantPlace(permission: Permission, { type, tenant }: Resource): string {
  return permission === "CREATE" && type === "integration" ? ` on the whole of ${tenant}` : "";
}

function resourceName(resource: Resource, named: PromptKey | null): string {
  switch (resource.type) {
    case "prompt":
      if (named === null) return "the prompt";
      return "id" in named ? `the prompt ${named.id}` : `the prompt "${named.slug}"`;
    case "tenant":
      return `the whole of ${resource.tenant}`;
    case "tag":
      return `the tag ${resource.tag}`;
    case "integration": {
      const { integration, model } = resource;
      return `the integration ${model === undefined ? integration : modelName(integration, model)}`;
    }
  }
}
