import type { NewEvent, RecordedEvent, RedactedHashes } from "@promptledger/core/adapter";

/** What stands between the parts of a stored text: no text of the ledger holds it. */
export const NUL = "\0";

/**
 * The stored text of an event, without the time of its recording in front; its position is stored beside it. A redacted one ends with the hashes of
 * the texts that were stored first.
 */
export function eventText(event: NewEvent & Pick<RecordedEvent, "redacted">): string {
  const { id, type, schemaVersion, occurredAt } = event;
  return `${id}\0${type}\0${schemaVersion}\0${occurredAt ?? ""}\0${textsPart(event)}`;
}

/** The part of {@link eventText} that a redaction replaces. */
export function textsPart({
  metadata,
  data,
  redacted,
}: Pick<RecordedEvent, "data" | "metadata" | "redacted">): string {
  const texts = `${metadata}\0${data}`;
  return redacted === undefined ? texts : `${texts}\0${redacted.data ?? ""}\0${redacted.metadata ?? ""}`;
}

/** The events of a stream from a version on, out of their positions and stored texts in turn; frozen. */
export function recordedEvents(
  entries: readonly string[],
  tenant: string,
  stream: string,
  firstVersion: number,
): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  for (let index = 0; index < entries.length; index += 2) {
    // The time, then in the order of `eventText`; taken by index, for a pattern of seven is read step by step.
    const parts = (entries[index + 1] ?? "").split(NUL);
    const occurredAt = parts[4] ?? "";
    const event: RecordedEvent = {
      id: parts[1] ?? "",
      tenant,
      stream,
      version: firstVersion + index / 2,
      position: Number(entries[index]),
      type: parts[2] ?? "",
      schemaVersion: Number(parts[3]),
      data: parts[6] ?? "",
      metadata: parts[5] ?? "",
      recordedAt: Number(parts[0]),
      occurredAt: occurredAt === "" ? null : Number(occurredAt),
    };
    events.push(
      Object.freeze(parts.length === 7 ? event : { ...event, redacted: redactedOf(parts[7], parts[8]) }),
    );
  }
  return events;
}

function redactedOf(data: string | undefined, metadata: string | undefined): RedactedHashes {
  return Object.freeze({ ...(data ? { data } : {}), ...(metadata ? { metadata } : {}) });
}
