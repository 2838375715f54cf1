import type { Document } from "../catalog/document.ts";
import { addressOf, addressText } from "../catalog/document.ts";
import { projectStream } from "../history/projection.ts";
import type { AppendResult, StreamAppend } from "../store/append.ts";
import type { RebuildProgress } from "../store/event-store.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";

/** The reads and writes of a rebuild. Appends may continue meanwhile. */
export interface RebuildSource {
  /** All streams that have events or documents. */
  streams(): Promise<readonly string[]>;
  /** The events and documents of a stream, of one moment. */
  read(stream: string): Promise<{
    /** All of them, in order. */
    readonly events: readonly RecordedEvent[];
    /** As they are stored, in any order. */
    readonly documents: readonly Document[];
  }>;
  /** Writes rebuilt documents by an append, which fails if the stream has changed. */
  append(part: StreamAppend): Promise<AppendResult>;
}

/** Rebuilds the documents of each stream from its events, or with `check` only compares them. */
export async function* rebuildStreams(
  source: RebuildSource,
  check: boolean,
): AsyncGenerator<RebuildProgress> {
  const streams = await source.streams();
  let done = 0;
  for (const stream of streams) {
    const differences = await rebuildStream(source, stream, check);
    done += 1;
    yield { done, total: streams.length, differences };
  }
}

async function rebuildStream(
  source: RebuildSource,
  stream: string,
  check: boolean,
): Promise<readonly string[]> {
  // Repeats until no append came between reading and writing.
  for (;;) {
    const { events, documents: stored } = await source.read(stream);
    const documents = projectStream(stream, events);
    const differences = compareDocuments(documents, stored);
    if (check || (documents.length === 0 && stored.length === 0)) return differences;
    const kept = new Set(documents.map((document) => addressText(addressOf(document))));
    const removed = stored.map(addressOf).filter((address) => !kept.has(addressText(address)));
    const part = { stream, expected: events.length, events: [], documents, removed };
    if ((await source.append(part)).status === "appended") return differences;
  }
}

/** One line for each document that is missing, superfluous or different. */
export function compareDocuments(
  expected: readonly Document[],
  stored: readonly Document[],
): readonly string[] {
  const left = new Map(stored.map((document) => [addressText(addressOf(document)), document]));
  const differences: string[] = [];
  for (const document of expected) {
    const address = addressText(addressOf(document));
    const found = left.get(address);
    left.delete(address);
    if (found === undefined) differences.push(`${address} is missing`);
    else if (JSON.stringify(found) !== JSON.stringify(document))
      differences.push(`${address} differs from its events`);
  }
  for (const address of left.keys()) differences.push(`${address} belongs to no event`);
  return differences;
}
