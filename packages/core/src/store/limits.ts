import { streamOfAddress } from "../catalog/document.ts";
import { codePoints, isStorable } from "../validation/json.ts";
import type { AppendBatch, StreamAppend } from "./append.ts";
import type { Issue } from "./errors.ts";
import { LedgerError } from "./errors.ts";
import type { NewEvent } from "./recorded-event.ts";

/** The limits of every adapter, checked before anything is sent. Sizes are UTF-8 bytes. */
export const LIMITS = {
  eventBytes: 1_048_576,
  appendBytes: 4_194_304,
  appendEvents: 1000,
  streamCharacters: 300,
  keyCharacters: 255,
} as const;

const TENANT = /^[A-Za-z0-9._-]{1,64}$/u;

/** Refuses what is no tenant's name with `invalid-input`. */
export function checkTenant(tenant: string): void {
  if (typeof tenant === "string" && TENANT.test(tenant)) return;
  refuse("tenant", "must have 1 to 64 characters out of A-Z, a-z, 0-9, ., _ and -");
}

/** Refuses what is no stream's name with `invalid-input`. */
export function checkStream(stream: string, field = "stream"): void {
  const { streamCharacters } = LIMITS;
  const fits = typeof stream === "string" && stream !== "" && isStorable(stream);
  if (fits && (stream.length <= streamCharacters || codePoints(stream) <= streamCharacters)) return;
  refuse(field, `must be well-formed Unicode without NUL, of 1 to ${streamCharacters} characters`);
}

/** Refuses a batch that breaks a limit: `invalid-input` with the field, or `too-large` with the limit. */
export function checkAppend(batch: AppendBatch): void {
  checkTenant(batch.tenant);
  checkKey(batch.command.id, "command.id");
  checkText(batch.command.fingerprint, "command.fingerprint");
  checkText(batch.command.result, "command.result");
  if (batch.streams.length === 0) refuse("streams", "must name at least one stream");
  let events = 0;
  for (let index = 0; index < batch.streams.length; index++) {
    const part = batch.streams[index] as StreamAppend;
    checkPart(part, index, batch.streams);
    events += part.events.length;
    for (const event of part.events) checkEvent(event, `streams[${index}].events`);
  }
  if (events > LIMITS.appendEvents)
    throw new LedgerError("too-large", `an append has at most ${LIMITS.appendEvents} events, not ${events}`);
  checkSize(
    [batch.command.result, ...batch.streams.flatMap((part) => part.events.flatMap(textsOf))],
    LIMITS.appendBytes,
    "an append",
  );
}

function checkPart(part: StreamAppend, index: number, all: readonly StreamAppend[]): void {
  const field = `streams[${index}]`;
  checkStream(part.stream, `${field}.stream`);
  for (let other = 0; other < index; other++) {
    if (all[other]?.stream === part.stream) refuse(`${field}.stream`, `names ${part.stream} twice`);
  }
  const { expected } = part;
  const isNumber = typeof expected === "number" && Number.isSafeInteger(expected) && expected >= 0;
  if (!isNumber && expected !== "none" && expected !== "exists" && expected !== "any") {
    refuse(`${field}.expected`, "must be a number of events from 0 on, none, exists or any");
  }
  const documents = (part.documents?.length ?? 0) + (part.removed?.length ?? 0);
  if (documents > 0 && !isNumber && expected !== "none") {
    refuse(
      `${field}.expected`,
      "must be an exact number or none where documents are written, for they must not be stale",
    );
  }
  for (const document of part.documents ?? []) {
    if (document.stream !== part.stream)
      refuse(`${field}.documents`, `belong to ${part.stream}, not to ${document.stream}`);
  }
  for (const address of part.removed ?? []) {
    const stream = streamOfAddress(address);
    if (stream !== part.stream) refuse(`${field}.removed`, `belong to ${part.stream}, not to ${stream}`);
  }
}

/** Refuses an event that breaks a limit. */
export function checkEvent(event: NewEvent, field: string): void {
  checkKey(event.id, `${field}.id`);
  checkKey(event.type, `${field}.type`);
  if (!Number.isSafeInteger(event.schemaVersion) || event.schemaVersion < 1)
    refuse(`${field}.schemaVersion`, "must be an integer from 1 on");
  if (event.occurredAt !== null && (!Number.isSafeInteger(event.occurredAt) || event.occurredAt < 0))
    refuse(`${field}.occurredAt`, "must be integer milliseconds from 0 on, or null");
  checkText(event.data, `${field}.data`);
  checkText(event.metadata, `${field}.metadata`);
  checkSize(textsOf(event), LIMITS.eventBytes, `the event ${event.type}`);
}

function textsOf(event: NewEvent): readonly string[] {
  return [event.data, event.metadata];
}

/** Refuses texts that have more bytes together than an event or an append may have. */
function checkSize(texts: readonly string[], limit: number, what: string): void {
  let most = 0;
  for (const text of texts) most += 3 * text.length;
  // No character takes more than three bytes for each of its UTF-16 units: most texts need not be counted.
  if (most <= limit) return;
  const bytes = texts.reduce((sum, text) => sum + utf8Length(text), 0);
  if (bytes > limit)
    throw new LedgerError("too-large", `${what} has ${bytes} bytes; at most ${limit} are allowed`);
}

/** Refuses what cannot be the key or kind of a record, an event's id or a command's id. */
export function checkKey(key: string, field: string): void {
  if (typeof key === "string" && key !== "" && key.length <= LIMITS.keyCharacters && isStorable(key)) return;
  refuse(field, `must be well-formed Unicode without NUL, of 1 to ${LIMITS.keyCharacters} characters`);
}

/** Refuses a text that a store could not give back as it is. */
export function checkText(text: string, field: string): void {
  if (typeof text !== "string" || !isStorable(text)) refuse(field, "must be well-formed Unicode without NUL");
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7ff) bytes += unit >= 0xd800 && unit <= 0xdfff ? 1 : 2;
    else if (unit > 0x7f) bytes += 1;
  }
  return bytes;
}

function refuse(field: string, message: string): never {
  const issues: readonly Issue[] = [{ field, message }];
  throw new LedgerError("invalid-input", `${field}: ${message}`, { issues });
}
