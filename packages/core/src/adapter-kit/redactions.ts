import { LedgerError } from "../errors.ts";
import type { Redaction, StreamAppend } from "../store/append.ts";
import type { RedactedHashes } from "../store/recorded-event.ts";
import { checkKey, checkTexts, LIMITS, refuse } from "./limits.ts";

const HASH = /^[0-9a-f]{64}$/u;

/** Refuses the redactions of an append that break a limit or name no stream of it, and returns an upper bound of their size in bytes. */
export function checkRedactions(redactions: readonly Redaction[], streams: readonly StreamAppend[]): number {
  if (redactions.length > LIMITS.appendEvents) {
    const message = `an append redacts at most ${LIMITS.appendEvents} events, not ${redactions.length}`;
    throw new LedgerError("too-large", message);
  }
  const expected = new Map(streams.map((part) => [part.stream, part.expected]));
  const seen = new Set<number>();
  let most = 0;
  redactions.forEach((redaction, index) => {
    const field = `redactions[${index}]`;
    const { stream, version, position, eventId, redacted } = redaction;
    const events = expected.get(stream);
    if (typeof events !== "number" || events < 1)
      refuse(`${field}.stream`, "must be a stream of the batch with a number of at least 1 as `expected`");
    if (!Number.isSafeInteger(version) || version < 1 || version > events)
      refuse(`${field}.version`, `must be the version of an event of the stream: 1 to ${events}`);
    if (!Number.isSafeInteger(position) || position < 1)
      refuse(`${field}.position`, "must be an integer from 1 on");
    if (seen.has(position)) refuse(`${field}.position`, `names the event at position ${position} twice`);
    checkKey(eventId, `${field}.eventId`);
    checkRedacted(redacted, `${field}.redacted`);
    most += checkTexts(redaction, field);
    seen.add(position);
  });
  return most;
}

/** Refuses hashes of redacted texts that are none. */
export function checkRedacted({ data, metadata }: RedactedHashes, field: string): void {
  const hashes = [data, metadata].filter((hash) => hash !== undefined);
  if (hashes.length > 0 && hashes.every((hash) => typeof hash === "string" && HASH.test(hash))) return;
  refuse(field, "must have the SHA-256 of `data`, of `metadata` or of both, in lower-case hexadecimal");
}

/** The error of an append that redacts an event which the log does not hold. */
export function missingEvent({ position, eventId }: Pick<Redaction, "position" | "eventId">): LedgerError {
  const message = `the log does not hold the event ${eventId} at position ${position}; it was restored or failed over: redact again`;
  return new LedgerError("history-diverged", message);
}
