import type {
  Clock,
  EventStore,
  LoadRequest,
  LoadResult,
  OptionRules,
  StoredCommand,
} from "@promptledger/core/adapter";
import {
  checkOptions,
  checkStream,
  checkTenant,
  checkTenantRange,
  clockRule,
  DEFAULT_TIMEOUT,
  daysRule,
  deepFreeze,
  followPages,
  followTenants,
  millisecondsRule,
  newAbort,
  readiness,
  systemClock,
  throwIfAborted,
} from "@promptledger/core/adapter";
import { append } from "./append.ts";
import { memoryCatalog } from "./catalog.ts";
import { findDocument } from "./documents.ts";
import { followSource, headOf, readLog, readTenant } from "./log.ts";
import { queryLog } from "./query-log.ts";
import { rebuild } from "./rebuild.ts";
import { memoryRecords } from "./records.ts";
import { restore } from "./restore.ts";
import type { MemoryStorage, TenantStorage } from "./storage.ts";
import { memoryStorage } from "./storage.ts";
import { listTenants, tenantsSource } from "./tenants.ts";

/** How to open a store in memory. */
export interface MemoryEventStoreOptions {
  /** A storage to share with other stores, as processes share a database. Default: a new one. */
  readonly storage?: MemoryStorage;
  /** For tests: a clock whose time is taken. Default: the clock of the process, which never goes back. */
  readonly clock?: Clock;
  /** How many days command ids are kept. Default: 30. */
  readonly keepCommandsForDays?: number;
  /** How long a search may take, in milliseconds. After that it is `unavailable`. All other calls end at once. Default: 30,000. */
  readonly timeout?: number;
}

const DAY = 86_400_000;

const OPTIONS: OptionRules<MemoryEventStoreOptions> = {
  storage: { isValid: isStorage, wanted: "a storage of memoryStorage()" },
  clock: clockRule,
  keepCommandsForDays: daysRule,
  timeout: millisecondsRule,
};

function isStorage(value: unknown): boolean {
  const { tenants, records, waiting, watching } = (value ?? {}) as Partial<MemoryStorage>;
  return [tenants, records, waiting].every((part) => part instanceof Map) && watching instanceof Set;
}

/**
 * The event store in memory. It is as strict as the other stores, which are compared with it. Data is lost when the process ends. Throws
 * `invalid-input` for options of the wrong type.
 */
export function memoryEventStore(options: MemoryEventStoreOptions = {}): EventStore {
  checkOptions(options, OPTIONS);
  const storage = options.storage ?? memoryStorage();
  const clock = options.clock ?? systemClock;
  const keepCommands = (options.keepCommandsForDays ?? 30) * DAY;
  const closing = newAbort();
  const { open, ready } = readiness(closing.signal, async () => undefined);
  return {
    async append(batch, callOptions) {
      open();
      throwIfAborted(callOptions?.signal);
      return append(storage, batch, clock.now(), keepCommands);
    },
    async load(tenant, request, callOptions) {
      open();
      throwIfAborted(callOptions?.signal);
      return load(storage, tenant, request, clock.now() - keepCommands);
    },
    readLog(tenant, range) {
      open();
      checkTenant(tenant);
      return readLog(storage, tenant, range);
    },
    queryLog(tenant, query, callOptions) {
      open();
      checkTenant(tenant);
      return queryLog(storage, tenant, query, callOptions?.signal);
    },
    follow(tenant, request) {
      open();
      checkTenant(tenant);
      const source = followSource(storage, tenant, { clock, closed: closing.signal, ready });
      return followPages(source, request);
    },
    tenants(range) {
      open();
      checkTenantRange(range);
      return listTenants(storage, range);
    },
    followTenants(request) {
      open();
      return followTenants(tenantsSource(storage, { clock, closed: closing.signal, ready }), request);
    },
    catalog: memoryCatalog(storage, open, { clock, milliseconds: options.timeout ?? DEFAULT_TIMEOUT }),
    records: memoryRecords(storage, open),
    async restore(tenant, events) {
      open();
      return restore(storage, tenant, events);
    },
    rebuild(tenant, rebuildOptions) {
      open();
      return rebuild(storage, tenant, rebuildOptions?.check ?? false);
    },
    async checkHealth() {
      open();
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

// An expired command stays until the next append removes it.
function findCommand(tenant: TenantStorage, id: string, keptSince: number): StoredCommand | null {
  const found = tenant.commands.get(id);
  return found !== undefined && found.recordedAt >= keptSince ? deepFreeze(found) : null;
}
