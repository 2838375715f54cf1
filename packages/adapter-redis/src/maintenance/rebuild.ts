import type {
  AppendResult,
  Document,
  RebuildProgress,
  RebuildSource,
  RecordedEvent,
} from "@promptledger/core/adapter";
import { rebuildStreams } from "@promptledger/core/adapter";
import type { Append } from "../append/append-call.ts";
import { documentOf } from "../catalog/documents.ts";
import type { ReadSource } from "../connection/reading.ts";
import { reading } from "../connection/reading.ts";
import { NUL, recordedEvents } from "../event-text.ts";
import { BUCKETS } from "../keys.ts";
import type { Reference } from "../read/log.ts";
import { readReferences } from "../read/log.ts";

/** What a rebuild reads from and writes to. */
export interface RebuildTarget extends ReadSource {
  readonly tenant: string;
  readonly append: (append: Append) => Promise<AppendResult>;
}

/** Rebuilds the documents of each stream from its events, or with `check` only compares them. */
export function rebuild(target: RebuildTarget, check: boolean): AsyncGenerator<RebuildProgress> {
  const { tenant, append } = target;
  const source: RebuildSource = {
    streams: () => streamsOf(target),
    read: (stream) => readStream(target, stream),
    append: (part) => append({ tenant, command: null, streams: [part] }),
  };
  return rebuildStreams(source, check);
}

/** All streams of a tenant that have events or documents: those that the log names, and those of the catalog. */
async function streamsOf(target: RebuildTarget): Promise<readonly string[]> {
  const { connection, keys } = target;
  const streams = new Set<string>();
  let page: readonly Reference[];
  let position = 0;
  do {
    page = (await readReferences(target, { position, eventId: null }, Number.MAX_SAFE_INTEGER)).references;
    for (const { stream } of page) streams.add(stream);
    position += page.length;
  } while (page.length > 0);
  for (let bucket = 0; bucket < BUCKETS.prompts; bucket++) {
    const fields = await connection.command("hkeys", keys.prompts(bucket), [], "reads");
    for (const field of fields as string[]) streams.add(field.split(NUL, 1)[0] ?? "");
  }
  return [...streams];
}

/** A stream's events and its documents, of one moment. */
async function readStream(
  target: RebuildTarget,
  stream: string,
): Promise<{ readonly events: readonly RecordedEvent[]; readonly documents: readonly Document[] }> {
  const read = reading(target);
  const found = read.stream(stream, 0, Number.MAX_SAFE_INTEGER);
  const prompt = read.document(stream, "p");
  const fields = read.hash(target.keys.documents(stream));
  await read.run();
  return {
    events: recordedEvents(found().entries, target.tenant, stream, 1),
    documents: [["p", prompt()] as const, ...fields()].flatMap(
      ([field, text]) => documentOf(stream, field, text) ?? [],
    ),
  };
}
