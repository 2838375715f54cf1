import type { AppendResult, Document, RebuildProgress, RecordedEvent } from "@promptledger/core";
import { addressOf, addressText, compareDocuments, projectStream } from "@promptledger/core";
import type { Append } from "./append-call.ts";
import { documentOf } from "./documents.ts";
import { NUL, recordedEvents } from "./event-text.ts";
import { BUCKETS } from "./keys.ts";
import type { Reference } from "./log.ts";
import { readReferences } from "./log.ts";
import type { ReadSource } from "./reading.ts";
import { reading } from "./reading.ts";

/** What a rebuild reads from and writes to. */
export interface RebuildTarget extends ReadSource {
  readonly tenant: string;
  /** The way of every append: a rebuilt document is written only if its stream has not moved. */
  readonly append: (append: Append) => Promise<AppendResult>;
}

/** Makes the documents of each stream anew from its events, or with `check` only compares them. */
export async function* rebuild(target: RebuildTarget, check: boolean): AsyncGenerator<RebuildProgress> {
  const streams = await streamsOf(target);
  let done = 0;
  for (const stream of streams) {
    const differences = await rebuildStream(target, stream, check);
    done += 1;
    yield { done, total: streams.size, differences };
  }
}

async function rebuildStream(
  target: RebuildTarget,
  stream: string,
  check: boolean,
): Promise<readonly string[]> {
  // Until nobody appended to the stream between reading and writing.
  for (;;) {
    const { events, documents: stored } = await readStream(target, stream);
    const documents = projectStream(stream, events);
    const differences = compareDocuments(documents, stored);
    if (check || (documents.length === 0 && stored.length === 0)) return differences;
    const kept = new Set(documents.map((document) => addressText(addressOf(document))));
    const removed = stored.map(addressOf).filter((address) => !kept.has(addressText(address)));
    const result = await target.append({
      tenant: target.tenant,
      command: null,
      streams: [{ stream, expected: events.length, events: [], documents, removed }],
    });
    if (result.status === "appended") return differences;
  }
}

/** All streams of a tenant that have events or documents: those that the log names, and those of the catalog. */
async function streamsOf(target: RebuildTarget): Promise<ReadonlySet<string>> {
  const { connection, keys } = target;
  const streams = new Set<string>();
  let page: readonly Reference[];
  let position = 0;
  do {
    page = (await readReferences(target, { position, eventId: null }, Number.MAX_SAFE_INTEGER)).references;
    for (const { stream } of page) streams.add(stream);
    position += page.length;
  } while (page.length > 0);
  for (let bucket = 0; bucket < BUCKETS.rows; bucket++) {
    const fields = await connection.command("hkeys", keys.rows(bucket), [], "reads");
    for (const field of fields as string[]) streams.add(field.split(NUL, 1)[0] ?? "");
  }
  return streams;
}

/** A stream's events and its documents, of one moment. */
async function readStream(
  target: RebuildTarget,
  stream: string,
): Promise<{ readonly events: readonly RecordedEvent[]; readonly documents: readonly Document[] }> {
  const read = reading(target);
  const found = read.stream(stream, 0, Number.MAX_SAFE_INTEGER);
  const fields = read.all(target.keys.documents(stream));
  await read.run();
  return {
    events: recordedEvents(found().entries, target.tenant, stream, 1),
    documents: [...fields()].flatMap(([field, text]) => documentOf(stream, field, text) ?? []),
  };
}
