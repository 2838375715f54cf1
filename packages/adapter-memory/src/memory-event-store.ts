import type { Clock, EventStore, LoadRequest, LoadResult, StoredCommand } from "@promptledger/core/adapter";
import { checkStream, checkTenant, deepFreeze, LedgerError, systemClock } from "@promptledger/core/adapter";
import { append } from "./append.ts";
import { memoryCatalog } from "./catalog.ts";
import { findDocument } from "./documents.ts";
import { follow, headOf, readLog, readTenant } from "./log.ts";
import { rebuild } from "./rebuild.ts";
import { memoryRecords } from "./records.ts";
import { restore } from "./restore.ts";
import type { MemoryStorage, TenantStorage } from "./storage.ts";
import { memoryStorage } from "./storage.ts";

/** How to open a store in memory. */
export interface MemoryEventStoreOptions {
  /** Shared with other stores, as processes share a database. Default: one of its own. */
  readonly storage?: MemoryStorage;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** How long command ids are remembered. Default: 30. */
  readonly keepCommandsForDays?: number;
}

const DAY = 86_400_000;

/**
 * The event store in the process: as strict as the others, and the model that they are compared with. It keeps nothing when the
 * process ends.
 */
export function memoryEventStore(options: MemoryEventStoreOptions = {}): EventStore {
  const storage = options.storage ?? memoryStorage();
  const clock = options.clock ?? systemClock;
  const keepCommands = (options.keepCommandsForDays ?? 30) * DAY;
  const closing = new AbortController();
  const ready = (): void => {
    if (closing.signal.aborted) throw new LedgerError("store-closed", "the store was closed; open a new one");
  };
  return {
    async append(batch) {
      ready();
      return append(storage, batch, clock.now(), keepCommands);
    },
    async load(tenant, request) {
      ready();
      return load(storage, tenant, request, clock.now() - keepCommands);
    },
    readLog(tenant, range) {
      ready();
      checkTenant(tenant);
      return readLog(storage, tenant, range);
    },
    follow(tenant, request) {
      ready();
      checkTenant(tenant);
      return follow(storage, tenant, request, closing.signal);
    },
    catalog: memoryCatalog(storage, ready),
    records: memoryRecords(storage, ready),
    async restore(tenant, events) {
      ready();
      return restore(storage, tenant, events);
    },
    rebuild(tenant, rebuildOptions) {
      ready();
      return rebuild(storage, tenant, rebuildOptions?.check ?? false);
    },
    async close() {
      closing.abort();
    },
  };
}

function load(storage: MemoryStorage, name: string, request: LoadRequest, keptSince: number): LoadResult {
  checkTenant(name);
  const tenant = readTenant(storage, name);
  return {
    head: headOf(tenant),
    streams: (request.streams ?? []).map(({ stream, after = 0, until }) => {
      checkStream(stream);
      const events = tenant.streams.get(stream)?.events ?? [];
      return {
        stream,
        version: events.length,
        events: events.slice(after, until).map((event) => Object.freeze(event)),
      };
    }),
    documents: (request.documents ?? []).map((key) => findDocument(tenant, key)),
    command: request.command === undefined ? null : findCommand(tenant, request.command, keptSince),
  };
}

// One that has expired stays until the next append takes it away.
function findCommand(tenant: TenantStorage, id: string, keptSince: number): StoredCommand | null {
  const found = tenant.commands.get(id);
  return found !== undefined && found.recordedAt >= keptSince ? deepFreeze(found) : null;
}
