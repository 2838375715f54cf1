import type { RecordedEvent } from "../store/recorded-event.ts";
import { invalidInput } from "../validation/parse.ts";
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

/** Lines of an export: those of a file, without their ends. Or the text of the whole file. */
export type Lines = string | Iterable<string> | AsyncIterable<string>;

/** Reads an export. Throws `proof-invalid` where it is none. */
export async function readExport(lines: Lines): Promise<ReadExport> {
  const iterator = iteratorOf(lines);
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

function iteratorOf(lines: Lines): Iterator<string> | AsyncIterator<string> {
  // A text is an iterable too, of its characters.
  if (typeof lines === "string") return lines.split("\n").values();
  if (typeof lines === "object" && lines !== null) {
    if (Symbol.asyncIterator in lines) return lines[Symbol.asyncIterator]();
    if (Symbol.iterator in lines) return lines[Symbol.iterator]();
  }
  throw invalidInput([{ field: "lines", message: "must be the lines of an export, or its text" }]);
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
