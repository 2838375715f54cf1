import type { Document, RecordedEvent, StoredCommand, StoredRecord } from "@promptledger/core";

/** Everything of one tenant. */
export interface TenantStorage {
  /** The log: the event with position n is at index n - 1. */
  readonly log: RecordedEvent[];
  readonly streams: Map<string, RecordedEvent[]>;
  readonly eventIds: Set<string>;
  /** In the order in which they were done, so that the oldest expire first. */
  readonly commands: Map<string, StoredCommand>;
  /** By stream, then by address. */
  readonly documents: Map<string, Map<string, Document>>;
  /** The ids of living prompts. */
  readonly promptsBySlug: Map<string, string>;
  lastRecordedAt: number;
}

/** What several stores can have in common, as processes have one database in common. */
export interface MemoryStorage {
  readonly tenants: Map<string, TenantStorage>;
  /** By scope and kind, then by key. */
  readonly records: Map<string, Map<string, StoredRecord>>;
  /** Followers that wait for a tenant's next event. */
  readonly waiting: Map<string, Set<() => void>>;
}

/** An empty storage; stores opened on the same one see the same history. */
export function memoryStorage(): MemoryStorage {
  return { tenants: new Map(), records: new Map(), waiting: new Map() };
}

/** The tenant's storage, made when it is first written to. */
export function tenantStorage(storage: MemoryStorage, tenant: string): TenantStorage {
  let found = storage.tenants.get(tenant);
  if (found === undefined) {
    found = emptyTenant();
    storage.tenants.set(tenant, found);
  }
  return found;
}

/** What a tenant is read as that was never written to. */
export function emptyTenant(): TenantStorage {
  return {
    log: [],
    streams: new Map(),
    eventIds: new Set(),
    commands: new Map(),
    documents: new Map(),
    promptsBySlug: new Map(),
    lastRecordedAt: 0,
  };
}
