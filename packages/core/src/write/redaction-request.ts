import * as z from "zod";
import { kindOf } from "../authorization/policy.ts";
import { REDACTED } from "../history/redact-event.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import { text } from "../validation/json.ts";
import { invalidInput, parse, parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import { storedCommandId } from "./command-id.ts";
import type { TenantWriteOptions } from "./options.ts";
import { writeOptionsSchema } from "./options.ts";
import type { WriteSession } from "./session.ts";

/** What to redact: a text wherever it occurs, or in one event; or everything that people wrote in one event. */
export type RedactionTarget =
  | {
      /** Replaced by `[redacted]` wherever people wrote it. 4 to 10,000 characters. */
      readonly text: string;
      /** Only in the events of this prompt, deleted or not. Default: in all events of the tenant. */
      readonly prompt?: PromptRef;
    }
  | {
      /** The position of one event. */
      readonly position: number;
      /** Replaced in that event. Default: everything that people wrote in it is. */
      readonly text?: string;
    };

/** The options of a redaction. */
export interface RedactionOptions extends TenantWriteOptions {
  /** Why the text had to go. Must not hold it. 1 to 1,000 characters. */
  readonly reason: string;
}

/** A redaction as it was requested. It is the same in all attempts. */
export interface RedactionRequest {
  readonly text: string | null;
  readonly prompt: PromptRef | null;
  readonly position: number | null;
  /** The id under which the store keeps the command. */
  readonly id: string;
  readonly fingerprint: string;
  /** The command id that the caller gave; null where it was made for this call. */
  readonly givenId: string | null;
  /** The id that the events have. */
  readonly commandId: string;
  readonly callId: string;
  readonly signal: TenantWriteOptions["signal"];
  /** The JSON text of the metadata that all events have. */
  readonly metadata: string;
}

const SHORTEST = 4;
const textSchema = text(10_000, SHORTEST);
const targetSchema = schemaFor<{ text?: string; prompt?: PromptRef; position?: number }>(
  z.strictObject({
    text: textSchema.optional(),
    prompt: z.custom<PromptRef>().optional(),
    position: z.int().min(1).optional(),
  }),
);

/** Checks what to redact and why. Throws `invalid-input`, which never quotes the text. */
export function redactionRequest(
  { actor, metadata: usual, ids, clock, hasher }: WriteSession,
  given: RedactionTarget,
  givenOptions: RedactionOptions,
): RedactionRequest {
  const target = parse(targetSchema, given, (path) => (path === "" ? "target" : path));
  const { text: wanted = null, prompt = null, position = null } = target;
  if (wanted === null && position === null)
    throw invalidInput([{ field: "text", message: "give the text to redact, or the position of an event" }]);
  if (prompt !== null && position !== null)
    throw invalidInput([{ field: "prompt", message: "leave it out with `position`, which names one event" }]);
  const options = parseOptions(writeOptionsSchema, givenOptions);
  const {
    commandId: givenId = null,
    reason = "",
    correlationId,
    causationId,
    traceparent,
    metadata = usual,
  } = options;
  for (const field of ["expected", "occurredAt", "templateFaults"] as const)
    if (options[field] !== undefined) throw invalidInput([{ field, message: "is for commands to prompts" }]);
  if (reason === "")
    throw invalidInput([{ field: "reason", message: "say why the text has to go: 1 to 1,000 characters" }]);
  const commandId = givenId ?? ids.ulid(clock.now());
  const said = { reason, correlationId, causationId, traceparent, metadata };
  if (wanted !== null) refuseOverlap(wanted, { commandId, actor: actor.id, ...said });
  const actorKind = kindOf(actor);
  // Without the text, which could be guessed from its hash.
  const identity = [actorKind, actor.id, "redact", prompt, position, wanted === null];
  return {
    text: wanted,
    prompt,
    position,
    id: givenId === null ? commandId : storedCommandId(actor, givenId, hasher),
    fingerprint: hasher.sha256(JSON.stringify(identity)),
    givenId,
    commandId,
    callId: ids.ulid(clock.now()),
    signal: options.signal,
    // JSON omits undefined values.
    metadata: JSON.stringify({ actor: actor.id, actorKind, commandId, ...said }),
  };
}

/** Refuses a text that would be in the log again afterwards: as a part of the replacement, or in what this redaction itself says. */
function refuseOverlap(wanted: string, said: { readonly [field: string]: unknown }): void {
  if (REDACTED.includes(wanted))
    throw invalidInput([{ field: "text", message: `must not be a part of ${REDACTED}, which replaces it` }]);
  const holds = (value: unknown): boolean =>
    typeof value === "string"
      ? value.includes(wanted)
      : typeof value === "object" && value !== null && Object.entries(value).flat().some(holds);
  const field = Object.keys(said).find((name) => holds(said[name]));
  if (field !== undefined)
    throw invalidInput([
      { field, message: "must not hold the text that is redacted: it stays in the history" },
    ]);
}
