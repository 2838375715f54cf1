import { streamOfAddress } from "../catalog/document.ts";
import type { Issue } from "../errors.ts";
import { LedgerError } from "../errors.ts";
import type { AppendBatch, StreamAppend } from "../store/append.ts";
import type { TenantRange } from "../store/event-store.ts";
import type { NewEvent } from "../store/recorded-event.ts";
import { codePoints, isStorable } from "../validation/json.ts";

/** The limits of every adapter, checked before anything is sent. Sizes are UTF-8 bytes. */
export const LIMITS = {
  /** The data and metadata of one event. */
  eventBytes: 1_048_576,
  /** The data and metadata of all events of an append, and the result of its command. */
  appendBytes: 4_194_304,
  /** The events of an append, over all its streams. */
  appendEvents: 1000,
  /** The name of a stream, in code points. */
  streamCharacters: 300,
  /** The id of an event or a command, the type of an event, and the key or kind of a record. In UTF-16 units. */
  keyCharacters: 255,
} as const;

const NAME = /^[A-Za-z0-9._-]{1,64}$/u;

/** Refuses an invalid name of a tenant with `invalid-input`. */
export function checkTenant(tenant: string): void {
  checkName(tenant, "tenant");
}

/** Refuses a range of tenants after something that cannot be the name of a tenant. */
export function checkTenantRange({ after }: TenantRange = {}): void {
  if (after !== undefined) checkName(after, "after");
}

/** Refuses an invalid scope of records. A scope is the name of a tenant, or a name that begins with `_`. */
export function checkScope(scope: string): void {
  checkName(scope, "scope");
}

function checkName(name: string, field: string): void {
  if (typeof name === "string" && NAME.test(name)) return;
  refuse(field, "must have 1 to 64 characters out of A-Z, a-z, 0-9, ., _ and -");
}

const STREAM_NAME = `must be well-formed Unicode without NUL, of 1 to ${LIMITS.streamCharacters} characters`;
const KEY = `must be well-formed Unicode without NUL, of 1 to ${LIMITS.keyCharacters} characters`;
const TEXT = "must be well-formed Unicode without NUL";

/** Refuses an invalid name of a stream with `invalid-input`. */
export function checkStream(stream: string, field = "stream"): void {
  if (!isStreamName(stream)) refuse(field, STREAM_NAME);
}

function isStreamName(stream: unknown): boolean {
  if (typeof stream !== "string" || stream === "" || !isStorable(stream)) return false;
  return stream.length <= LIMITS.streamCharacters || codePoints(stream) <= LIMITS.streamCharacters;
}

/** Refuses a batch that breaks a limit: `invalid-input` with the field, or `too-large` with the limit. */
export function checkAppend(batch: AppendBatch): void {
  const { tenant, command, streams } = batch;
  checkTenant(tenant);
  checkKey(command.id, "command.id");
  checkText(command.fingerprint, "command.fingerprint");
  checkText(command.result, "command.result");
  if (streams.length === 0) refuse("streams", "must name at least one stream");
  let events = 0;
  let most = 3 * command.result.length;
  for (let index = 0; index < streams.length; index++) {
    const part = streams[index] as StreamAppend;
    checkPart(part, index, streams);
    for (const event of part.events) most += checkEvent(event, index);
    events += part.events.length;
  }
  if (events > LIMITS.appendEvents)
    throw new LedgerError("too-large", `an append has at most ${LIMITS.appendEvents} events, not ${events}`);
  if (most <= LIMITS.appendBytes) return;
  const texts = streams.flatMap((part) => part.events.flatMap(({ data, metadata }) => [data, metadata]));
  checkBytes([command.result, ...texts], LIMITS.appendBytes, "an append");
}

// These functions run for every append, so they build the names of fields only for an error.
function checkPart(part: StreamAppend, index: number, all: readonly StreamAppend[]): void {
  const { stream, expected, lastEvent, documents, removed } = part;
  if (!isStreamName(stream)) refuse(`streams[${index}].stream`, STREAM_NAME);
  for (let other = 0; other < index; other++) {
    if (all[other]?.stream === stream) refuse(`streams[${index}].stream`, `names ${stream} twice`);
  }
  const isNumber = typeof expected === "number" && Number.isSafeInteger(expected) && expected >= 0;
  if (!isNumber && expected !== "none" && expected !== "exists" && expected !== "any") {
    refuse(`streams[${index}].expected`, "must be a number of events from 0 on, none, exists or any");
  }
  if (lastEvent !== undefined) {
    if (!isKey(lastEvent)) refuse(`streams[${index}].lastEvent`, KEY);
    if (!isNumber || expected === 0)
      refuse(`streams[${index}].lastEvent`, "needs a number of events from 1 on as `expected`");
  }
  if (documents === undefined && removed === undefined) return;
  const changed = (documents?.length ?? 0) + (removed?.length ?? 0);
  if (changed > 0 && !isNumber && expected !== "none") {
    refuse(
      `streams[${index}].expected`,
      "must be an exact number or none where documents are written, for they must not be stale",
    );
  }
  for (const document of documents ?? []) {
    if (document.stream !== stream)
      refuse(`streams[${index}].documents`, `belong to ${stream}, not to ${document.stream}`);
  }
  for (const address of removed ?? []) {
    const owner = streamOfAddress(address);
    if (owner !== stream) refuse(`streams[${index}].removed`, `belong to ${stream}, not to ${owner}`);
  }
}

/**
 * Refuses an event that breaks a limit, and returns an upper bound of its size in bytes. `index` is the index of its stream in the batch, or
 * null for a single event.
 */
export function checkEvent(event: NewEvent, index: number | null): number {
  const { id, type, schemaVersion, occurredAt, data, metadata } = event;
  if (!isKey(id)) refuse(eventField(index, "id"), KEY);
  if (!isKey(type)) refuse(eventField(index, "type"), KEY);
  if (!Number.isSafeInteger(schemaVersion) || schemaVersion < 1)
    refuse(eventField(index, "schemaVersion"), "must be an integer from 1 on");
  if (occurredAt !== null && (!Number.isSafeInteger(occurredAt) || occurredAt < 0))
    refuse(eventField(index, "occurredAt"), "must be integer milliseconds from 0 on, or null");
  if (!isText(data)) refuse(eventField(index, "data"), TEXT);
  if (!isText(metadata)) refuse(eventField(index, "metadata"), TEXT);
  const most = 3 * (data.length + metadata.length);
  if (most > LIMITS.eventBytes) checkBytes([data, metadata], LIMITS.eventBytes, `the event ${type}`);
  return most;
}

function eventField(index: number | null, name: string): string {
  return index === null ? `event.${name}` : `streams[${index}].events.${name}`;
}

// A UTF-16 unit takes at most three bytes in UTF-8, so most texts need not be counted.
function checkBytes(texts: readonly string[], limit: number, what: string): void {
  const bytes = texts.reduce((sum, text) => sum + utf8Length(text), 0);
  if (bytes > limit)
    throw new LedgerError("too-large", `${what} has ${bytes} bytes; at most ${limit} are allowed`);
}

/** Refuses an invalid key or kind of a record, id of an event, or id of a command. */
export function checkKey(key: string, field: string): void {
  if (!isKey(key)) refuse(field, KEY);
}

function isKey(key: unknown): boolean {
  return typeof key === "string" && key !== "" && key.length <= LIMITS.keyCharacters && isStorable(key);
}

/** Refuses a text that a store could not return unchanged. */
export function checkText(text: string, field: string): void {
  if (!isText(text)) refuse(field, TEXT);
}

function isText(text: unknown): boolean {
  return typeof text === "string" && isStorable(text);
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
