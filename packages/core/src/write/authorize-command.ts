import type { AccessCommand } from "../access/commands.ts";
import type { AccessTarget, Permission } from "../access/grant.ts";
import { WHOLE_TENANT } from "../access/grant.ts";
import type { AccessState } from "../access/state.ts";
import type { Session } from "../authorization/authorize.ts";
import { authorize, authorizeGrant, authorizeRole, authorizeTarget } from "../authorization/authorize.ts";
import type { IntegrationCommand } from "../integration/commands.ts";
import type { IntegrationState } from "../integration/state.ts";
import type { PromptKey } from "../prompt/prompt-ref.ts";
import type { PromptState } from "../prompt/state.ts";
import { own } from "../validation/own.ts";
import type { PromptWrite } from "./command.ts";

/** Throws `forbidden` unless the policy allows a command on a prompt that exists. The error calls the prompt what the actor named it. */
export function authorizeOnPrompt(
  session: Session,
  access: AccessState,
  command: PromptWrite["command"],
  prompt: PromptState,
  named: PromptKey | null = null,
): void {
  const resource = { type: "prompt", tenant: session.tenant, access, prompt, command } as const;
  for (const permission of permissionsFor(command)) authorize(session, permission, resource, named);
}

/** Throws `forbidden` unless the policy allows a command on a tenant's access, also for a permission or role that the actor does not have. */
export function authorizeOnAccess(session: Session, access: AccessState, command: AccessCommand): void {
  if ("target" in command) authorizeGrant(session, access, command.permissions, command.target);
  else authorizeTarget(session, access, command.type === "ErasePerson" ? "DELETE" : "UPDATE", WHOLE_TENANT);
  // Without its role, an application is one whose key more actors may make, and which its admin may give the role again.
  if (command.type === "AddRole" || command.type === "RemoveRole") authorizeRole(session, command.role);
}

/** Throws `forbidden` unless the policy allows a command on an integration that exists, or the creation of one. */
export function authorizeOnIntegration(
  session: Session,
  access: AccessState,
  command: IntegrationCommand,
  present: IntegrationState | undefined,
): void {
  // A provider has an address that the host then calls. So unlike a prompt, adding one needs a grant.
  const permission = present === undefined ? "CREATE" : isDeletion(command) ? "DELETE" : "UPDATE";
  authorizeTarget(session, access, permission, targetOf(command, present));
}

/** Whether a command deletes an integration or a model. */
export function isDeletion({ type }: IntegrationCommand): boolean {
  return type === "DeleteIntegration" || type === "DeleteModel";
}

/** The target on which a command needs permission: the model if it exists, otherwise the integration. */
export function targetOf(
  command: IntegrationCommand,
  integration: IntegrationState | undefined,
): AccessTarget {
  const { name } = command;
  if (!("model" in command) || own(integration?.models ?? {}, command.model) === undefined)
    return { integration: name };
  return { integration: name, model: command.model };
}

/**
 * The permissions that a command needs on its prompt. Nobody can grant or revoke a permission that they do not have. The command alone decides,
 * never which of its fields are given.
 */
function permissionsFor(command: PromptWrite["command"]): readonly Permission[] {
  switch (command.type) {
    case "DeletePrompt":
    case "DeleteVersion":
      return ["DELETE"];
    case "GrantAccess":
    case "RevokeAccess":
      return ["UPDATE", ...command.permissions];
    default:
      return ["UPDATE"];
  }
}
