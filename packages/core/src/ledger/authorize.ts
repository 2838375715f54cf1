import type { Permission } from "../access/grant.ts";
import type { PromptState } from "../prompt/state.ts";
import { LedgerError } from "../store/errors.ts";
import type { TargetedCommand } from "./command.ts";
import type { Engine, Session } from "./engine.ts";

/** What each command needs on its prompt; `CreatePrompt` needs it on the tenant. */
export const COMMAND_PERMISSIONS: { readonly [Type in TargetedCommand["command"]["type"]]: Permission } = {
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
  DeleteVersion: "UPDATE",
  SaveVersion: "UPDATE",
};

/** Throws `forbidden` unless the policy allows the actor this on a prompt that exists. */
export function authorizePrompt(
  engine: Engine,
  session: Session,
  permission: Permission,
  prompt: PromptState,
): void {
  const { tenant, actor } = session;
  if (engine.policy.allows(actor, permission, { type: "prompt", tenant, prompt })) return;
  throw new LedgerError(
    "forbidden",
    `${actor.id} has no ${permission} permission on the prompt ${prompt.id}; ask for a grant`,
  );
}

/** Throws `forbidden` unless the policy allows the actor this on the tenant as a whole. */
export function authorizeTenant(engine: Engine, session: Session, permission: Permission): void {
  const { tenant, actor } = session;
  if (engine.policy.allows(actor, permission, { type: "tenant", tenant })) return;
  throw new LedgerError(
    "forbidden",
    `${actor.id} has no ${permission} permission on the whole of ${tenant}; ask for a grant`,
  );
}
