import type { RebuildProgress } from "@promptledger/core";
import { checkTenant, compareDocuments, projectStream } from "@promptledger/core";
import { documentsOfStream, writeDocument } from "./documents.ts";
import { readTenant } from "./log.ts";
import type { MemoryStorage } from "./storage.ts";

/** Makes the documents of each stream anew from its events, or with `check` only compares them. */
export async function* rebuild(
  storage: MemoryStorage,
  name: string,
  check: boolean,
): AsyncGenerator<RebuildProgress> {
  checkTenant(name);
  const tenant = readTenant(storage, name);
  const streams = [...tenant.streams.keys()];
  let done = 0;
  for (const stream of streams) {
    // No await between reading the events and writing the documents: an append cannot come in between.
    const expected = projectStream(stream, tenant.streams.get(stream) ?? []);
    const differences = compareDocuments(expected, documentsOfStream(tenant, stream));
    if (!check && differences.length > 0) {
      tenant.documents.delete(stream);
      for (const document of expected) writeDocument(tenant, document, tenant.lastRecordedAt);
    }
    done += 1;
    yield { done, total: streams.length, differences };
  }
}
