import type { Permission } from "../access/grant.ts";
import type { PromptCommand } from "../prompt/commands.ts";
import type { VersionCommand } from "../version/commands.ts";

type Command = PromptCommand | VersionCommand;

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
