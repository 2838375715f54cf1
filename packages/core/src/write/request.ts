import { kindOf } from "../authorization/policy.ts";
import type { IntegrationCommand } from "../integration/commands.ts";
import { isSecret } from "../integration/configuration.ts";
import type { Signal } from "../ports/clock.ts";
import type { EventMetadata } from "../store/recorded-event.ts";
import { invalidInput, parseOptions } from "../validation/parse.ts";
import type { AnyCommand, CheckedCommand } from "./command.ts";
import { checkCommands } from "./command.ts";
import { storedCommandId } from "./command-id.ts";
import type { WriteOptions } from "./options.ts";
import { writeOptionsSchema } from "./options.ts";
import type { WriteSession } from "./session.ts";

/** A write as it was requested. It is the same in all attempts. */
export interface WriteRequest {
  readonly commands: readonly CheckedCommand[];
  /** The ids of the prompts and applications that are created, by the index of their command. */
  readonly newIds: readonly string[];
  readonly expected: number | undefined;
  readonly occurredAt: number | null;
  readonly templateFaults: "refuse" | "accept";
  /** As the store keeps it: see {@link storedCommandId}. An id that was made for this call is its own fingerprint, for nobody else has it. */
  readonly command: { readonly id: string; readonly fingerprint: string };
  /** The command id that the caller gave. Its command is stored even if nothing changes. Null where the id was made for this call. */
  readonly givenId: string | null;
  /** Tells this call from another one with the same command id; null where the id was made for this call. */
  readonly callId: string | null;
  readonly signal: Signal | undefined;
  /** The JSON text of the metadata that all events have. */
  readonly metadata: string;
}

/** A write with the session of its actor. */
export interface SessionWrite {
  readonly session: WriteSession;
  readonly request: WriteRequest;
}

/** Checks commands and options, and builds everything that stays the same in further attempts. */
export function requestOf(
  session: WriteSession,
  given: readonly AnyCommand[],
  givenOptions: WriteOptions | undefined,
): WriteRequest {
  const { clock, ids } = session;
  const commands = checkCommands(given, session.environment);
  const options = parseOptions(writeOptionsSchema, givenOptions);
  const { commandId, expected, occurredAt, templateFaults = "refuse" } = options;
  if (commands[0]?.aggregate !== "prompt" && expected !== undefined) throw forPromptsOnly("expected");
  if (occurredAt !== undefined && commands.some(({ aggregate }) => aggregate !== "prompt"))
    throw forPromptsOnly("occurredAt");
  const id = commandId ?? ids.ulid(clock.now());
  return {
    commands,
    newIds: commands.map((one) => newIdOf(session, one)),
    expected,
    occurredAt: occurredAt ?? null,
    templateFaults,
    command:
      commandId === undefined ? { id, fingerprint: id } : repeatable(session, commandId, options, commands),
    givenId: commandId ?? null,
    callId: commandId === undefined ? null : ids.ulid(clock.now()),
    signal: options.signal,
    metadata: metadataText(session, id, options),
  };
}

/** The command of an id that the caller gave, and may give again. */
function repeatable(
  { actor, hasher }: WriteSession,
  commandId: string,
  { expected, occurredAt }: WriteOptions,
  commands: readonly CheckedCommand[],
): WriteRequest["command"] {
  // It covers the input and the actor, not the events, because a retry generates new ids and times.
  const identity = [
    kindOf(actor),
    actor.id,
    commands.map(fingerprinted),
    expected ?? null,
    occurredAt ?? null,
  ];
  return {
    id: storedCommandId(actor, commandId, hasher),
    fingerprint: hasher.sha256(JSON.stringify(identity)),
  };
}

function forPromptsOnly(field: string): Error {
  return invalidInput([{ field, message: "is for commands to prompts" }]);
}

function newIdOf({ ids, clock }: WriteSession, { command }: CheckedCommand): string {
  if (command.type === "CreatePrompt") return command.id ?? `prm_${ids.ulid(clock.now())}`;
  return command.type === "CreateApplication" ? (command.id ?? `app_${ids.ulid(clock.now())}`) : "";
}

/** A command as the fingerprint covers it: without secrets, because a weak secret could be guessed from its hash. */
function fingerprinted(checked: CheckedCommand): unknown {
  const { aggregate, command } = checked;
  if (aggregate === "prompt") return [checked.prompt, command];
  return aggregate === "integration" ? withoutSecrets(command) : command;
}

function withoutSecrets(command: IntegrationCommand): object {
  if (!("input" in command) || command.input.configuration === undefined) return command;
  const shown = Object.entries(command.input.configuration).map(([field, value]) => [
    field,
    isSecret(field, value) ? null : value,
  ]);
  return { ...command, input: { ...command.input, configuration: shown } };
}

function metadataText(session: WriteSession, commandId: string, options: WriteOptions): string {
  const { actor } = session;
  const { reason, correlationId, causationId, traceparent, metadata = session.metadata } = options;
  const actorKind = kindOf(actor);
  const context = { reason, correlationId, causationId, traceparent, metadata };
  // JSON omits undefined values.
  return JSON.stringify({ actor: actor.id, actorKind, commandId, ...context } satisfies {
    [Name in keyof EventMetadata]: EventMetadata[Name] | undefined;
  });
}
