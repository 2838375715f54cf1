import type { NewEvent, RecordedEvent } from "@promptledger/core";

/** What stands between the parts of a stored text: no text of the ledger holds it. */
export const NUL = "\0";

/** How many parts an event's position and its stored text have. */
const PARTS = 8;

/** The stored text of an event recorded at a time; its position is stored beside it. */
export function eventText(event: NewEvent, recordedAt: number): string {
  const { id, type, schemaVersion, occurredAt, metadata, data } = event;
  return `${recordedAt}\0${id}\0${type}\0${schemaVersion}\0${occurredAt ?? ""}\0${metadata}\0${data}`;
}

/** The events of a stream from a version on, out of their positions and stored texts joined by NUL; frozen. */
export function recordedEvents(
  texts: string,
  tenant: string,
  stream: string,
  firstVersion: number,
): RecordedEvent[] {
  if (texts === "") return [];
  const parts = texts.split(NUL);
  const events: RecordedEvent[] = [];
  for (let index = 0; index < parts.length; index += PARTS) {
    const occurredAt = parts[index + 5] ?? "";
    events.push(
      Object.freeze({
        id: parts[index + 2] ?? "",
        tenant,
        stream,
        version: firstVersion + index / PARTS,
        position: Number(parts[index]),
        type: parts[index + 3] ?? "",
        schemaVersion: Number(parts[index + 4]),
        data: parts[index + 7] ?? "",
        metadata: parts[index + 6] ?? "",
        recordedAt: Number(parts[index + 1]),
        occurredAt: occurredAt === "" ? null : Number(occurredAt),
      }),
    );
  }
  return events;
}
