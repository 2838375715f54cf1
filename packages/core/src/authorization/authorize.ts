import type { AccessTarget, Permission } from "../access/grant.ts";
import { modelName, PERMISSIONS } from "../access/grant.ts";
import type { Resource } from "./policy.ts";
import { isTrusted } from "./policy.ts";
import type { AccessState } from "../access/state.ts";
import { ACCESS_STREAM, initialAccess } from "../access/state.ts";
import type { PromptState } from "../prompt/state.ts";
import { LedgerError } from "../errors.ts";
import type { TargetedCommand } from "../write/command.ts";
import type { Engine, Session } from "../read/engine.ts";
import type { TenantStream } from "../read/tenant-streams.ts";
import { loadWorkspace } from "../read/load.ts";

type Command = TargetedCommand["command"];

const COMMAND_PERMISSIONS: { readonly [Type in Command["type"]]: Permission } = {
  // On the tenant.
  CreatePrompt: "CREATE",
  EditPrompt: "UPDATE",
  TagPrompt: "UPDATE",
  UntagPrompt: "UPDATE",
  DeployVersion: "UPDATE",
  RollBackDeployment: "UPDATE",
  PromoteDeployment: "UPDATE",
  UndeployVersion: "UPDATE",
  GrantAccess: "UPDATE",
  RevokeAccess: "UPDATE",
  DeletePrompt: "DELETE",
  RestorePrompt: "UPDATE",
  CreateVersion: "UPDATE",
  EditVersion: "UPDATE",
  CommitVersion: "UPDATE",
  DeleteVersion: "DELETE",
  SaveVersion: "UPDATE",
};

/**
 * What a command needs on its prompt, `CreatePrompt` on the tenant. Nobody gives or takes what he has not himself; and who associates a
 * model must be allowed to read the prompt too.
 */
export function permissionsFor(command: Command): readonly Permission[] {
  const needed = COMMAND_PERMISSIONS[command.type];
  switch (command.type) {
    case "GrantAccess":
    case "RevokeAccess":
      return [needed, ...command.permissions];
    case "EditVersion":
      return command.associate === undefined ? [needed] : ["READ", needed];
    default:
      return [needed];
  }
}

/** The tenant's streams that the policy needs for an actor: none for one that needs no grant. */
export function streamsForPolicy({ actor }: Session): readonly TenantStream[] {
  return isTrusted(actor) ? [] : [ACCESS_STREAM];
}

/** What was granted in the tenant beside single prompts, loaded by itself. */
export async function loadAccess(engine: Engine, session: Session): Promise<AccessState> {
  const tenantStreams = streamsForPolicy(session);
  if (tenantStreams.length === 0) return initialAccess();
  return (await loadWorkspace(engine, session.tenant, { tenantStreams })).tenant.access;
}

/** Throws `forbidden` unless the policy allows the actor this on a prompt that exists. */
export function authorizePrompt(
  engine: Engine,
  session: Session,
  access: AccessState,
  permission: Permission,
  prompt: PromptState,
): void {
  authorize(engine, session, permission, { type: "prompt", tenant: session.tenant, access, prompt });
}

/** Throws `forbidden` unless the policy allows the actor this on something that is no prompt. */
export function authorizeTarget(
  engine: Engine,
  session: Session,
  access: AccessState,
  permission: Permission,
  target: AccessTarget,
): void {
  authorize(engine, session, permission, resourceOf(session.tenant, access, target));
}

/** What the actor could grant on a prompt: what he has himself. */
export function grantableOn(
  { policy }: Engine,
  { tenant, actor }: Session,
  access: AccessState,
  prompt: PromptState,
): readonly Permission[] {
  return PERMISSIONS.filter((one) => policy.allows(actor, one, { type: "prompt", tenant, access, prompt }));
}

/** A target as the policy takes it. */
export function resourceOf(tenant: string, access: AccessState, target: AccessTarget): Resource {
  const common = { tenant, access };
  if ("tenant" in target) return { ...common, type: "tenant" };
  return "tag" in target
    ? { ...common, type: "tag", ...target }
    : { ...common, type: "integration", ...target };
}

/** Throws `forbidden` unless the policy allows the actor this. */
export function authorize(
  { policy }: Engine,
  { actor }: Session,
  permission: Permission,
  resource: Resource,
): void {
  if (policy.allows(actor, permission, resource)) return;
  const message = `${actor.id} has no ${permission} permission on ${resourceName(resource)}; ask for a grant`;
  const issues = resource.type === "integration" ? [{ field: "integrations", message }] : [];
  throw new LedgerError("forbidden", message, { issues });
}

function resourceName(resource: Resource): string {
  switch (resource.type) {
    case "prompt":
      return `the prompt ${resource.prompt.id}`;
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
