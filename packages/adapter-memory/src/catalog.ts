import type { Catalog, PromptRow } from "@promptledger/core/adapter";
import { checkTenant, select } from "@promptledger/core/adapter";
import { currentVersion, promptStream, read } from "./documents.ts";
import { headOf, readTenant } from "./log.ts";
import type { MemoryStorage, TenantStorage } from "./storage.ts";

/** The catalog over a storage's documents. It evaluates every filter, and other adapters are compared with it. */
export function memoryCatalog(storage: MemoryStorage, ready: () => void): Catalog {
  return {
    async findPrompts(name, query) {
      ready();
      checkTenant(name);
      const tenant = readTenant(storage, name);
      return { ...select(promptRows(tenant, query.environment), query), head: headOf(tenant) };
    },
    async findVersions(name, query) {
      ready();
      checkTenant(name);
      const tenant = readTenant(storage, name);
      const stream = promptStream(tenant, query.prompt);
      const prompt = read(stream?.prompt);
      const rows = (prompt?.state.numbers ?? [])
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

function* promptRows(tenant: TenantStorage, environment: string): Iterable<PromptRow> {
  for (const stream of tenant.streams.values()) {
    const prompt = read(stream.prompt);
    if (prompt === null) continue;
    const [current, live] = [read(currentVersion(stream)), read(stream.deployments.get(environment))];
    yield Object.freeze({ prompt, current, live });
  }
}
