import type { RebuildProgress } from "@promptledger/core";
import { addressOf, addressText, checkTenant, compareDocuments, projectStream } from "@promptledger/core";
import { documentsOfStream, removeDocument, writeDocument } from "./documents.ts";
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
    if (!check) {
      // All are written, so that every prompt has its slug back, whichever document had taken it.
      for (const document of expected) writeDocument(tenant, document, tenant.lastRecordedAt);
      const addresses = new Set(expected.map((document) => addressText(addressOf(document))));
      for (const address of documentsOfStream(tenant, stream).map(addressOf)) {
        if (!addresses.has(addressText(address))) removeDocument(tenant, stream, address);
      }
    }
    done += 1;
    yield { done, total: streams.length, differences };
  }
}
