import type {
  Catalog,
  DeploymentDocument,
  PromptDocument,
  PromptRow,
  VersionDocument,
} from "@promptledger/core/adapter";
import { checkTenant, selectInSlices } from "@promptledger/core/adapter";
import { currentVersion, promptStream, read } from "./documents.ts";
import { headOf, readTenant } from "./log.ts";
import type { Kept, MemoryStorage, TenantStorage } from "./storage.ts";

/** The catalog over a storage's documents. It evaluates every filter, and other adapters are compared with it. */
export function memoryCatalog(storage: MemoryStorage, ready: () => void): Catalog {
  return {
    async findPrompts(name, query) {
      ready();
      checkTenant(name);
      const tenant = readTenant(storage, name);
      const head = headOf(tenant);
      return { ...(await selectInSlices(promptRows(tenant, query.environment), query)), head };
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

/** The stored documents of a row. A write puts others in their place. */
type KeptRow = readonly [
  Kept<PromptDocument>,
  Kept<VersionDocument> | undefined,
  Kept<DeploymentDocument> | undefined,
];

/** The rows as they are at the moment of the call, however long the caller takes to read them. */
function promptRows(tenant: TenantStorage, environment: string): Iterable<PromptRow> {
  const kept: KeptRow[] = [];
  for (const stream of tenant.streams.values()) {
    if (stream.prompt !== null)
      kept.push([stream.prompt, currentVersion(stream), stream.deployments.get(environment)]);
  }
  return rowsOf(kept);
}

function* rowsOf(kept: readonly KeptRow[]): Iterable<PromptRow> {
  for (const [found, current, live] of kept) {
    const prompt = read(found);
    if (prompt !== null) yield Object.freeze({ prompt, current: read(current), live: read(live) });
  }
}
