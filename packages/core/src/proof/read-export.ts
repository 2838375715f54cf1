import type { RecordedEvent } from "../store/recorded-event.ts";
import type { ExportHeader } from "./export-format.ts";
import { parseCheckpointLine, parseEvent, parseHeader } from "./export-format.ts";

/** An export that is being read. */
export interface ReadExport {
  readonly header: ExportHeader;
  /** Its events, to be read once. A line that cannot be read is an event without anything, so that its position is known. */
  readonly events: AsyncIterable<RecordedEvent>;
  /** The text of its checkpoint, once all events were read; null where it has none. */
  checkpoint(): string | null;
}

/** Lines of an export: those of a file, without their ends. */
export type Lines = Iterable<string> | AsyncIterable<string>;

/** Reads an export. Throws `proof-invalid` where it is none. */
export async function readExport(lines: Lines): Promise<ReadExport> {
  const iterator = Symbol.asyncIterator in lines ? lines[Symbol.asyncIterator]() : lines[Symbol.iterator]();
  const first = await iterator.next();
  const header = parseHeader(first.done === true ? undefined : first.value);
  let checkpoint: string | null = null;
  async function* events(): AsyncGenerator<RecordedEvent> {
    let position = 0;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      const line = next.value;
      if (line === "") continue;
      position += 1;
      const event = parseEvent(line, header.tenant);
      if (event !== null) yield event;
      else {
        checkpoint = parseCheckpointLine(line);
        if (checkpoint !== null) return;
        yield unreadable(header.tenant, position);
      }
    }
  }
  return { header, events: events(), checkpoint: () => checkpoint };
}

function unreadable(tenant: string, position: number): RecordedEvent {
  return {
    id: "",
    tenant,
    stream: "",
    version: 0,
    position,
    type: "",
    schemaVersion: 0,
    data: "",
    metadata: "",
    recordedAt: 0,
    occurredAt: null,
  };
}
