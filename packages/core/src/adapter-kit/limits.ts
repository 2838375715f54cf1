import type { Issue } from "../errors.ts";
import { LedgerError } from "../errors.ts";
import type { TenantRange } from "../store/log.ts";
import type { NewEvent } from "../store/recorded-event.ts";
import { codePoints, isStorable, utf8Length } from "../validation/json.ts";

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

/** What the name of a stream must be. */
export const STREAM_NAME: string = `must be well-formed Unicode without NUL, of 1 to ${LIMITS.streamCharacters} characters`;
/** What a key must be. */
export const KEY: string = `must be well-formed Unicode without NUL, of 1 to ${LIMITS.keyCharacters} characters`;
const TEXT = "must be well-formed Unicode without NUL";

/** Refuses an invalid name of a stream with `invalid-input`. */
export function checkStream(stream: string, field = "stream"): void {
  if (!isStreamName(stream)) refuse(field, STREAM_NAME);
}

/** Whether a stream may have this name. */
export function isStreamName(stream: unknown): boolean {
  if (typeof stream !== "string" || stream === "" || !isStorable(stream)) return false;
  return stream.length <= LIMITS.streamCharacters || codePoints(stream) <= LIMITS.streamCharacters;
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
  // A UTF-16 unit takes at most three bytes in UTF-8, so most texts need not be counted.
  const most = 3 * (data.length + metadata.length);
  if (most > LIMITS.eventBytes) checkBytes([data, metadata], LIMITS.eventBytes, `the event ${type}`);
  return most;
}

/** Refuses the texts of an event that break a limit, and returns an upper bound of their size in bytes. */
export function checkTexts(
  texts: { readonly data: string; readonly metadata: string },
  field: string,
): number {
  const { data, metadata } = texts;
  checkText(data, `${field}.data`);
  checkText(metadata, `${field}.metadata`);
  const most = 3 * (data.length + metadata.length);
  if (most > LIMITS.eventBytes) checkBytes([data, metadata], LIMITS.eventBytes, `the event in ${field}`);
  return most;
}

function eventField(index: number | null, name: string): string {
  return index === null ? `event.${name}` : `streams[${index}].events.${name}`;
}

/** Refuses texts that have more bytes together. */
export function checkBytes(texts: readonly string[], limit: number, what: string): void {
  const bytes = texts.reduce((sum, text) => sum + utf8Length(text), 0);
  if (bytes > limit)
    throw new LedgerError("too-large", `${what} has ${bytes} bytes; at most ${limit} are allowed`);
}

/** Refuses an invalid key or kind of a record, id of an event, or id of a command. */
export function checkKey(key: string, field: string): void {
  if (!isKey(key)) refuse(field, KEY);
}

/** Whether this may be a key or kind of a record, or the id of an event or command. */
export function isKey(key: unknown): boolean {
  return typeof key === "string" && key !== "" && key.length <= LIMITS.keyCharacters && isStorable(key);
}

/** Refuses a text that a store could not return unchanged. */
export function checkText(text: string, field: string): void {
  if (!isText(text)) refuse(field, TEXT);
}

function isText(text: unknown): boolean {
  return typeof text === "string" && isStorable(text);
}

/** Throws `invalid-input` for a field. */
export function refuse(field: string, message: string): never {
  const issues: readonly Issue[] = [{ field, message }];
  throw new LedgerError("invalid-input", `${field}: ${message}`, { issues });
}
