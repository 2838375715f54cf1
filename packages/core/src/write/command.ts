import type * as z from "zod";
import type { AccessCommand, RecordCommand } from "../access/commands.ts";
import { accessCommandSchemas } from "../access/commands.ts";
import type { TargetGrants } from "../access/state.ts";
import type { LedgerError } from "../errors.ts";
import { isLedgerError } from "../errors.ts";
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

/** A command of a batch. A command on a prompt names it. A slug names the prompt that has it at that time, also one that the batch itself creates. */
export type LedgerCommand =
  | CreateCommand
  | (CommandOnPrompt & {
      /** The prompt that the command is about. */
      readonly prompt: PromptRef;
    })
  | Exclude<AccessCommand, RecordCommand>
  | IntegrationCommand;

/** A command of any kind. */
export type AnyCommand = LedgerCommand | RecordCommand;

/** The answer to each type of command. All other types answer with the prompt. */
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
  readonly RenameApplication: Application;
  readonly TagApplication: Application;
  readonly UntagApplication: Application;
  readonly DeleteApplication: Application;
  readonly AddRole: Application;
  readonly RemoveRole: Application;
  readonly SaveIntegration: Integration;
  readonly TagIntegration: Integration;
  readonly UntagIntegration: Integration;
  readonly DeleteIntegration: Pick<Integration, "name">;
  readonly SaveModel: Model;
  readonly TagModel: Model;
  readonly UntagModel: Model;
  readonly DeleteModel: Pick<Model, "integration" | "name">;
}

/** The answer to a command of a batch: the version, the deployment, or otherwise the prompt, as it is after that command. */
export type Answer<C extends LedgerCommand> = C extends LedgerCommand
  ? C["type"] extends keyof AnswerByType
    ? AnswerByType[C["type"]]
    : Prompt
  : never;

/** The result of a batch: one answer for each command. */
export interface BatchResult<Commands extends readonly LedgerCommand[]> {
  /** What the batch did as a whole. */
  readonly receipt: Receipt;
  /** In the order of the commands. */
  readonly answers: { readonly [Index in keyof Commands]: Answer<Commands[Index]> };
}

/** A checked command, with the aggregate that decides it. */
export type CheckedCommand = PromptWrite | AccessWrite | IntegrationWrite;

/** A command on a prompt's stream. */
export interface PromptWrite {
  readonly aggregate: "prompt";
  /** Null for a prompt that is being created. */
  readonly prompt: PromptKey | null;
  readonly command: PromptCommand | VersionCommand;
}

/** A command on a tenant's access. */
export interface AccessWrite {
  readonly aggregate: "access";
  readonly command: AccessCommand;
}

/** A command on a tenant's integrations. */
export interface IntegrationWrite {
  readonly aggregate: "integration";
  readonly command: IntegrationCommand;
}

/** The highest number of commands in a batch. */
const MAXIMUM_COMMANDS = 200;

const onPrompt: { readonly [type: string]: z.ZodType<PromptCommand | VersionCommand> } = {
  ...promptCommandSchemas,
  ...versionCommandSchemas,
};
const onAccess: { readonly [type: string]: z.ZodType<AccessCommand> } = accessCommandSchemas;
const onIntegrations: { readonly [type: string]: z.ZodType<IntegrationCommand> } = integrationCommandSchemas;

/** Checks the commands of a batch; `invalid-input` names the field. Commands without an environment get that of the session. */
export function checkCommands(
  commands: readonly AnyCommand[],
  environment: string,
): readonly CheckedCommand[] {
  if (!Array.isArray(commands) || commands.length === 0 || commands.length > MAXIMUM_COMMANDS)
    throw invalidInput([{ field: "commands", message: `must have 1 to ${MAXIMUM_COMMANDS} entries` }]);
  return commands.map((command: AnyCommand | null, index) => {
    if (typeof command === "object" && command !== null)
      return ofCommand(index, () => checkCommand(command, environment));
    throw invalidInput([{ field: `commands[${index}]`, message: "must be a command" }]);
  });
}

/** Does a step of one command; its error says which command of the write it is about. */
export function ofCommand<Outcome>(command: number, step: () => Outcome): Outcome {
  try {
    return step();
  } catch (error) {
    throw isLedgerError(error) ? refusalOfCommand(error, command) : error;
  }
}

/** The error itself, which may be of a policy's own class, with the index of the command that it is about. */
export function refusalOfCommand(error: LedgerError, command: number): LedgerError {
  return Object.assign(error, { command });
}

function checkCommand(given: AnyCommand, environment: string): CheckedCommand {
  const { type } = given;
  // Any other value could not even be looked up.
  if (typeof type !== "string")
    throw invalidInput([{ field: "type", message: "must be the type of a command" }]);
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

// Callers pass the fields of a version directly, so errors name them without the name of the command's field.
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
