import type { RecordedEvent, RedactedHashes } from "@promptledger/core/adapter";

/** The column `redacted` of an event. */
export function redactedText(redacted: RedactedHashes | undefined): string | null {
  if (redacted === undefined) return null;
  const { data, metadata } = redacted;
  return JSON.stringify({ data, metadata });
}

/** An event with what its column `redacted` says, which is empty for most; frozen. */
export function withRedacted(text: string, event: Omit<RecordedEvent, "redacted">): RecordedEvent {
  if (text === "") return Object.freeze(event);
  const redacted = JSON.parse(text) as RedactedHashes;
  return Object.freeze({ ...event, redacted: Object.freeze(redacted) });
}
