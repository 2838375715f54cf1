import type { RebuildProgress } from "@promptledger/core/adapter";
import {
  addressOf,
  addressText,
  checkTenant,
  compareDocuments,
  projectStream,
} from "@promptledger/core/adapter";
import { documentsOf, removeDocument, writeDocument } from "./documents.ts";
import { readTenant } from "./log.ts";
import type { MemoryStorage } from "./storage.ts";

/** Rebuilds the documents of each stream from its events, or with `check` only compares them. */
export async function* rebuild(
  storage: MemoryStorage,
  tenantName: string,
  check: boolean,
): AsyncGenerator<RebuildProgress> {
  checkTenant(tenantName);
  const tenant = readTenant(storage, tenantName);
  const streams = [...tenant.streams];
  let done = 0;
  for (const [name, stream] of streams) {
    // There is no await between reading the events and writing the documents, so no append can come in between.
    const expected = projectStream(name, stream.events);
    const differences = compareDocuments(expected, documentsOf(stream));
    if (!check) {
      // All documents are written, so that every prompt gets its slug back, even if a wrong document had taken it.
      for (const document of expected) writeDocument(tenant, stream, document, tenant.lastRecordedAt);
      const addresses = new Set(expected.map((document) => addressText(addressOf(document))));
      for (const address of documentsOf(stream).map(addressOf)) {
        if (!addresses.has(addressText(address))) removeDocument(tenant, stream, address);
      }
    }
    done += 1;
    yield { done, total: streams.length, differences };
  }
}
