import type {
  DeploymentDocument,
  Document,
  PromptDocument,
  RecordedEvent,
  SlugDocument,
  StoredCommand,
  StoredRecord,
  VersionDocument,
} from "@promptledger/core/adapter";
import type { EventIds } from "./event-ids.ts";
import { eventIds } from "./event-ids.ts";

/** A document as it was written. Its times are filled in when it is first read. */
export interface Kept<D extends Document> {
  document: D;
  /** The time of the append that wrote it; null once its times are filled in. */
  writtenAt: number | null;
}

/** One stream: its events, and the documents that belong to it. */
export interface StreamStorage {
  /** The event with version n is at index n - 1. */
  readonly events: RecordedEvent[];
  prompt: Kept<PromptDocument> | null;
  slug: Kept<SlugDocument> | null;
  /** By number. */
  readonly versions: Map<number, Kept<VersionDocument>>;
  /** By environment. */
  readonly deployments: Map<string, Kept<DeploymentDocument>>;
}

/** Everything of one tenant. */
export interface TenantStorage {
  /** The log: the event with position n is at index n - 1. */
  readonly log: RecordedEvent[];
  readonly streams: Map<string, StreamStorage>;
  readonly eventIds: EventIds;
  /** In the order in which they were applied, so that the oldest expire first. */
  readonly commands: Map<string, StoredCommand>;
  /** The ids of prompts that are not deleted, by slug. */
  readonly promptsBySlug: Map<string, string>;
  /** Functions that get each stream before its documents change. */
  readonly beforeChange: Set<(stream: StreamStorage) => void>;
  lastRecordedAt: number;
}

/** Data that several stores can share, as processes share a database. */
export interface MemoryStorage {
  /** By name; only tenants that were written to. */
  readonly tenants: Map<string, TenantStorage>;
  /** By scope and kind, then by key. */
  readonly records: Map<string, Map<string, StoredRecord>>;
  /** What wakes each follower of a tenant. */
  readonly waiting: Map<string, Set<() => void>>;
  /** Called with each tenant that has new events. */
  readonly watching: Set<(tenant: string) => void>;
}

/** An empty storage; stores opened on the same one see the same history. */
export function memoryStorage(): MemoryStorage {
  return { tenants: new Map(), records: new Map(), waiting: new Map(), watching: new Set() };
}

/** The data of a tenant, created on its first write. */
export function tenantStorage(storage: MemoryStorage, tenant: string): TenantStorage {
  let found = storage.tenants.get(tenant);
  if (found === undefined) {
    found = emptyTenant();
    storage.tenants.set(tenant, found);
  }
  return found;
}

/** The state of a tenant to which nothing was written. */
export function emptyTenant(): TenantStorage {
  const log: RecordedEvent[] = [];
  return {
    log,
    streams: new Map(),
    eventIds: eventIds(log),
    commands: new Map(),
    promptsBySlug: new Map(),
    beforeChange: new Set(),
    lastRecordedAt: 0,
  };
}

/** The data of a stream, created on its first write. */
export function streamStorage(tenant: TenantStorage, name: string): StreamStorage {
  let found = tenant.streams.get(name);
  if (found === undefined) {
    found = { events: [], prompt: null, slug: null, versions: new Map(), deployments: new Map() };
    tenant.streams.set(name, found);
  }
  return found;
}

/** Wakes the followers of a tenant, and those of all tenants. */
export function wake(storage: MemoryStorage, tenant: string): void {
  for (const resume of storage.waiting.get(tenant) ?? []) resume();
  for (const watcher of storage.watching) watcher(tenant);
}

/** Deletes the commands that were applied before a time. They are in order, so the first one that stays ends the loop. */
export function forgetCommands(tenant: TenantStorage, before: number): void {
  for (const command of tenant.commands.values()) {
    if (command.recordedAt >= before) return;
    tenant.commands.delete(command.id);
  }
}
