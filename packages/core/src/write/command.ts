import type { z } from "zod";
import type { AccessCommand } from "../access/commands.ts";
import { accessCommandSchemas } from "../access/commands.ts";
import type { TargetGrants } from "../access/state.ts";
import type { IntegrationCommand } from "../integration/commands.ts";
import { integrationCommandSchemas } from "../integration/commands.ts";
import type { PromptCommand, PromptCommands } from "../prompt/commands.ts";
import { promptCommandSchemas } from "../prompt/commands.ts";
import type { PromptKey, PromptRef } from "../prompt/prompt-ref.ts";
import { parsePromptRef } from "../prompt/prompt-ref.ts";
import type { Application, Integration, Model } from "../read/tenant-views.ts";
import type { Deployment, Prompt, Receipt, Version } from "../read/views.ts";
import { invalidInput, parse } from "../validation/parse.ts";
import type { VersionCommand, VersionRef } from "../version/commands.ts";
import { versionCommandSchemas } from "../version/commands.ts";

/** A command to a prompt that exists, or to one of its versions. */
type CommandOnPrompt = PromptCommand<Exclude<keyof PromptCommands, "CreatePrompt">> | VersionCommand;

/** Makes a prompt; `from` takes any reference. */
type CreateCommand = Omit<PromptCommand<"CreatePrompt">, "from"> & {
  readonly from?: { readonly prompt: PromptRef; readonly version?: VersionRef };
};

/** A command of a batch. One on a prompt names it; by its slug that may be one which the batch itself creates. */
export type LedgerCommand =
  | CreateCommand
  | (CommandOnPrompt & { readonly prompt: PromptRef })
  | AccessCommand
  | IntegrationCommand;

/** What each type of command answers; what is not named here answers the prompt. */
interface AnswerByType {
  readonly CreateVersion: Version;
  readonly EditVersion: Version;
  readonly CommitVersion: Version;
  readonly SaveVersion: Version;
  readonly DeployVersion: Deployment;
  readonly RollBackDeployment: Deployment;
  readonly PromoteDeployment: Deployment;
  readonly GrantOnTarget: TargetGrants;
  readonly RevokeOnTarget: TargetGrants;
  readonly CreateApplication: Application;
  readonly DeleteApplication: Application;
  readonly AddRole: Application;
  readonly RemoveRole: Application;
  readonly SaveIntegration: Integration;
  readonly DeleteIntegration: Pick<Integration, "name">;
  readonly SaveModel: Model;
  readonly DeleteModel: Pick<Model, "integration" | "name">;
}

/** What a command of a batch answers: the version, the deployment, or else the prompt, as it is after that command. */
export type Answer<C extends LedgerCommand> = C extends LedgerCommand
  ? C["type"] extends keyof AnswerByType
    ? AnswerByType[C["type"]]
    : Prompt
  : never;

/** What a batch did: one answer for each command. */
export interface BatchResult<Commands extends readonly LedgerCommand[]> {
  readonly receipt: Receipt;
  readonly answers: { readonly [Index in keyof Commands]: Answer<Commands[Index]> };
}

/** A checked command, with the aggregate that decides it. */
export type CheckedCommand = PromptWrite | AccessWrite | IntegrationWrite;

/** A command to a prompt's stream. */
export interface PromptWrite {
  readonly aggregate: "prompt";
  /** Null for a prompt that is being created. */
  readonly prompt: PromptKey | null;
  readonly command: PromptCommand | VersionCommand;
}

/** A command to a tenant's access. */
export interface AccessWrite {
  readonly aggregate: "access";
  readonly command: AccessCommand;
}

/** A command to a tenant's integrations. */
export interface IntegrationWrite {
  readonly aggregate: "integration";
  readonly command: IntegrationCommand;
}

/** How many commands a batch may have. */
const MAXIMUM_COMMANDS = 200;

const onPrompt: { readonly [type: string]: z.ZodType<PromptCommand | VersionCommand> } = {
  ...promptCommandSchemas,
  ...versionCommandSchemas,
};
const onAccess: { readonly [type: string]: z.ZodType<AccessCommand> } = accessCommandSchemas;
const onIntegrations: { readonly [type: string]: z.ZodType<IntegrationCommand> } = integrationCommandSchemas;

/** Checks the commands of a batch; `invalid-input` names the field. Those that name no environment are for the session's. */
export function checkCommands(
  commands: readonly LedgerCommand[],
  environment: string,
): readonly CheckedCommand[] {
  if (!Array.isArray(commands) || commands.length === 0 || commands.length > MAXIMUM_COMMANDS)
    throw invalidInput([{ field: "commands", message: `must have 1 to ${MAXIMUM_COMMANDS} entries` }]);
  return commands.map((command: LedgerCommand | null, index) => {
    if (typeof command === "object" && command !== null) return checkCommand(command, environment);
    throw invalidInput([{ field: `commands[${index}]`, message: "must be a command" }]);
  });
}

function checkCommand(given: LedgerCommand, environment: string): CheckedCommand {
  const { type } = given;
  if (given.type === "CreatePrompt")
    return { aggregate: "prompt", prompt: null, command: parse(promptCommandSchemas.CreatePrompt, given) };
  if (Object.hasOwn(onPrompt, type)) {
    const { prompt, ...command } = given as CommandOnPrompt & { readonly prompt: PromptRef };
    const checked = parse(onPrompt[type] as z.ZodType<PromptCommand | VersionCommand>, command, fieldAsGiven);
    return {
      aggregate: "prompt",
      prompt: parsePromptRef(prompt),
      command: inEnvironment(checked, environment),
    };
  }
  if (Object.hasOwn(onAccess, type))
    return { aggregate: "access", command: parse(onAccess[type] as z.ZodType<AccessCommand>, given) };
  if (Object.hasOwn(onIntegrations, type)) {
    const schema = onIntegrations[type] as z.ZodType<IntegrationCommand>;
    return { aggregate: "integration", command: parse(schema, given, fieldAsGiven) };
  }
  throw invalidInput([{ field: "type", message: "unknown command" }]);
}

// Callers give a version's fields by themselves; that a command carries them under another name is not their concern.
function fieldAsGiven(field: string): string {
  return field.replace(/^(input|changes)\./u, "");
}

function inEnvironment(command: PromptCommand | VersionCommand, environment: string) {
  switch (command.type) {
    case "DeployVersion":
    case "RollBackDeployment":
    case "UndeployVersion":
      return { ...command, environment: command.environment ?? environment };
    default:
      return command;
  }
}
