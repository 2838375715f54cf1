import type { Document } from "@promptledger/core/adapter";
import { deepFreeze, projectStream } from "@promptledger/core/adapter";
import type { ReadSource } from "../connection/reading.ts";
import { reading } from "../connection/reading.ts";
import { recordedEvents } from "../event-text.ts";

/** The documents of a stream as its first so many events make them. */
export async function documentsAt(
  source: ReadSource,
  tenant: string,
  stream: string,
  version: number,
): Promise<readonly Document[]> {
  const read = reading(source);
  const found = read.stream(stream, 0, version);
  await read.run();
  return projectStream(stream, recordedEvents(found().entries, tenant, stream, 1)).map(deepFreeze);
}
