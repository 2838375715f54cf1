import { z } from "zod";
import type { PromptCommand } from "../prompt/commands.ts";
import { environmentSchema, promptCommandSchemas, promptIdSchema } from "../prompt/commands.ts";
import { slugSchema } from "../prompt/slug.ts";
import { text } from "../validation/json.ts";
import { invalidInput, parse } from "../validation/parse.ts";
import type { VersionCommand } from "../version/commands.ts";
import { versionCommandSchemas } from "../version/commands.ts";
import type { PromptRef, WriteOptions } from "../ledger/options.ts";
import type { LedgerCommand } from "../ledger/tenant-ledger.ts";

/** A checked command, apart from the prompt that it is for. */
export interface TargetedCommand {
  /** Null for a prompt that is being created. */
  readonly prompt: PromptRef | null;
  readonly command: PromptCommand | VersionCommand;
}

/** What a write is, beside its commands. */
export interface WriteRequest {
  readonly commands: readonly TargetedCommand[];
  /** The ids of the prompts that are created, by the index of their command. */
  readonly newIds: readonly (string | null)[];
  readonly expected: number | undefined;
  readonly occurredAt: number | null;
}

/** How many commands a batch may have. */
const MAXIMUM_COMMANDS = 200;

const schemas: { readonly [type: string]: z.ZodType<PromptCommand | VersionCommand> } = {
  ...promptCommandSchemas,
  ...versionCommandSchemas,
};

const promptRefSchema: z.ZodType<PromptRef> = z.union([promptIdSchema, z.strictObject({ slug: slugSchema })]);

const environmentWrapper = z.strictObject({ environment: environmentSchema });

const targetSchema = z.strictObject({ prompt: promptRefSchema });

const writeOptionsSchema: z.ZodType<WriteOptions> = z.strictObject({
  commandId: text(255, 1).optional(),
  reason: text(1000).optional(),
  expected: z.int().min(0).optional(),
  occurredAt: z.int().min(0).optional(),
  correlationId: text(255).optional(),
  causationId: text(255).optional(),
  traceparent: text(255).optional(),
}) as unknown as z.ZodType<WriteOptions>;

/** Checks the commands of a batch; `invalid-input` names the field, in a batch of several with the command's index. */
export function parseCommands(commands: readonly LedgerCommand[]): readonly TargetedCommand[] {
  if (commands.length === 0 || commands.length > MAXIMUM_COMMANDS) {
    throw invalidInput([{ field: "commands", message: `must have 1 to ${MAXIMUM_COMMANDS} entries` }]);
  }
  return commands.map((command) => parseCommand(command));
}

/** Checks a reference to a prompt. */
export function parsePromptRef(prompt: unknown): PromptRef {
  return parse(targetSchema, { prompt }).prompt;
}

/** Checks what every write takes. */
export function parseWriteOptions(options: WriteOptions): WriteOptions {
  return parse(writeOptionsSchema, options);
}

function parseCommand(given: LedgerCommand): TargetedCommand {
  const schema = Object.hasOwn(schemas, given.type) ? schemas[given.type] : undefined;
  if (schema === undefined) throw invalidInput([{ field: "type", message: "unknown command" }]);
  if (given.type === "CreatePrompt") return { prompt: null, command: parse(schema, given) };
  const { prompt, ...command } = given;
  return { prompt: parsePromptRef(prompt), command: parse(schema, command, fieldAsGiven) };
}

// Callers give a version's fields by themselves; that a command carries them under another name is not their concern.
function fieldAsGiven(field: string): string {
  return field.replace(/^(input|changes)\./u, "");
}

/** Checks the name of an environment. */
export function parseEnvironment(environment: string): string {
  return parse(environmentWrapper, { environment }).environment;
}
