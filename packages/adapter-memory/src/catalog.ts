import type { Catalog } from "@promptledger/core/adapter";
import { checkTenant, selectInSlices } from "@promptledger/core/adapter";
import { promptStream, read } from "./documents.ts";
import { headOf, readTenant } from "./log.ts";
import { snapshotOf } from "./snapshot.ts";
import type { MemoryStorage } from "./storage.ts";

/** The catalog over a storage's documents. It evaluates every filter, and other adapters are compared with it. */
export function memoryCatalog(storage: MemoryStorage, ready: () => void): Catalog {
  return {
    async findPrompts(name, query) {
      ready();
      checkTenant(name);
      const tenant = readTenant(storage, name);
      const head = headOf(tenant);
      const { rows, release } = snapshotOf(tenant, query.environment);
      try {
        return { ...(await selectInSlices(rows, query)), head };
      } finally {
        release();
      }
    },
    async findVersions(name, query) {
      ready();
      checkTenant(name);
      const tenant = readTenant(storage, name);
      const stream = promptStream(tenant, query.prompt);
      const prompt = read(stream?.prompt);
      const rows = (prompt?.state.numbers ?? [])
        .filter((number) => query.below === undefined || number < query.below)
        .toReversed()
        .flatMap((number) => read(stream?.versions.get(number)) ?? [])
        .filter(
          ({ state }) => query.committed === undefined || (state.status === "committed") === query.committed,
        );
      const start = (query.page.number - 1) * query.page.size;
      return {
        total: rows.length,
        prompt,
        rows: rows.slice(start, start + query.page.size),
        head: headOf(tenant),
      };
    },
  };
}
