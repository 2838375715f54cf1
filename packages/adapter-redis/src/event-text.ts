import type { NewEvent, RecordedEvent } from "@promptledger/core/adapter";

/** What stands between the parts of a stored text: no text of the ledger holds it. */
export const NUL = "\0";

/** The stored text of an event, without the time of its recording in front; its position is stored beside it. */
export function eventText(event: NewEvent): string {
  const { id, type, schemaVersion, occurredAt, metadata, data } = event;
  return `${id}\0${type}\0${schemaVersion}\0${occurredAt ?? ""}\0${metadata}\0${data}`;
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
    events.push(
      Object.freeze({
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
      }),
    );
  }
  return events;
}
