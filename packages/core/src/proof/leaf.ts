import type { Hasher } from "../ports/hasher.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";

/** The first field of every leaf. It says how the others are encoded, and keeps leaves apart from everything else that is hashed. */
const LEAF_FORMAT = "promptledger.event.v1";

/** The SHA-256 of an event's stored texts, in lower-case hexadecimal: of those that were stored first, where a text was redacted. */
export interface TextHashes {
  readonly data: string;
  readonly metadata: string;
}

/** The place of an event: its number in the log, and in its stream. */
export interface EventPlace {
  readonly position: number;
  readonly version: number;
}

/** Hashes the texts of events that follow one another. Those of one command have the same metadata, which is hashed once. */
export function textHasher(hasher: Hasher): (event: RecordedEvent) => TextHashes {
  let last: { readonly metadata: string; readonly hash: string } | null = null;
  return ({ data, metadata, redacted }) => {
    if (last?.metadata !== metadata) last = { metadata, hash: hasher.sha256(metadata) };
    return { data: redacted?.data ?? hasher.sha256(data), metadata: redacted?.metadata ?? last.hash };
  };
}

/**
 * The leaf of an event in its tenant's tree: SHA-256 over 0x00 and the event's fields, in UTF-8 with NUL between them. No text of the ledger holds
 * NUL, so two events never have the same fields. The tenant is not among them: the origin of the checkpoint names it. `texts` saves hashing the texts
 * again; `place` is where the event is taken to be.
 */
export function leafHash(
  hasher: Hasher,
  event: RecordedEvent,
  texts: TextHashes = textHasher(hasher)(event),
  place: EventPlace = event,
): string {
  const { stream, id, type, schemaVersion, recordedAt, occurredAt } = event;
  // The first NUL is the byte 0x00 that keeps leaves apart from nodes.
  return hasher.sha256(
    `\0${LEAF_FORMAT}\0${place.position}\0${stream}\0${place.version}\0${id}\0${type}\0${schemaVersion}\0${texts.data}\0${texts.metadata}\0${recordedAt}\0${occurredAt ?? ""}`,
  );
}
