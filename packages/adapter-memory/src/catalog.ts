import type { Catalog, Clock, Signal, Slices } from "@promptledger/core/adapter";
import {
  checkTenant,
  LedgerError,
  newSlices,
  selectInSlices,
  throwIfAborted,
} from "@promptledger/core/adapter";
import { promptStream, read } from "./documents.ts";
import { headOf, readTenant } from "./log.ts";
import { snapshotOf } from "./snapshot.ts";
import type { MemoryStorage } from "./storage.ts";

/** How long a search may take. */
interface SearchLimit {
  readonly clock: Pick<Clock, "now">;
  readonly milliseconds: number;
}

/** The catalog over a storage's documents. It evaluates every filter, and other adapters are compared with it. */
export function memoryCatalog(storage: MemoryStorage, ready: () => void, limit: SearchLimit): Catalog {
  return {
    async findPrompts(name, query, options) {
      ready();
      throwIfAborted(options?.signal);
      checkTenant(name);
      const tenant = readTenant(storage, name);
      const head = headOf(tenant);
      const { rows, release } = snapshotOf(tenant, query.environment);
      try {
        return { ...(await selectInSlices(rows, query, slicesWithin(limit, options?.signal))), head };
      } finally {
        release();
      }
    },
    async findVersions(name, query, options) {
      ready();
      throwIfAborted(options?.signal);
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

/** Slices that end at the limit, or when the signal aborts. */
function slicesWithin({ clock, milliseconds }: SearchLimit, signal: Signal | undefined): Slices {
  const slices = newSlices(signal);
  const end = clock.now() + milliseconds;
  return {
    isOver: slices.isOver,
    async next() {
      await slices.next();
      if (clock.now() <= end) return;
      throw new LedgerError(
        "unavailable",
        `the search took longer than ${milliseconds} ms; narrow its filter`,
      );
    },
  };
}
