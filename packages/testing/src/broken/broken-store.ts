import type { MemoryStorage } from "@promptledger/adapter-memory";
import { memoryEventStore, memoryStorage } from "@promptledger/adapter-memory";
import type { EventStore } from "@promptledger/core";
import { systemClock } from "@promptledger/core/adapter";
import type { ConnectOptions, OpenStorageWithFaults, StorageWithFaults } from "../contract/clause.ts";
import type { TestClock } from "../test-clock.ts";
import { testClock } from "../test-clock.ts";

/** A store that is broken on purpose in one behaviour, to test the contract. */
export interface BrokenStore {
  readonly name: string;
  /** What it does wrong, in one sentence. */
  readonly breaks: string;
  /** The ids of the clauses that fail on it: these and no others. */
  readonly caughtBy: readonly string[];
  readonly open: OpenStorageWithFaults;
}

/** What the stores on one broken storage share. */
export interface BrokenWorld {
  /** The clock of the test, or of the process where the stores are opened without one. */
  readonly clock: TestClock;
  /** Whether the stores are opened without a clock. */
  readonly withoutClock: boolean;
  readonly storage: MemoryStorage;
  /** Called when the connections of the stores end. */
  readonly disconnections: Set<() => void>;
}

/** The overridden calls of a broken store; `store` is the correct store in memory. */
export type Damage = (store: EventStore) => Partial<EventStore>;

/** Breaks the store in memory. `damage` is called once per storage; the function that it returns, once per store. */
export function brokenStore(
  name: string,
  breaks: string,
  caughtBy: readonly string[],
  damage: (world: BrokenWorld) => Damage,
  change: (options: ConnectOptions) => ConnectOptions = (options) => options,
): BrokenStore {
  const open: OpenStorageWithFaults = async (environment) => {
    const clock = environment.clock ?? { ...testClock(), ...systemClock };
    const storage = memoryStorage();
    const disconnections = new Set<() => void>();
    const damaged = damage({ clock, withoutClock: environment.clock === undefined, storage, disconnections });
    return {
      async connect(options) {
        const store = memoryEventStore({ storage, clock, ...change(options) });
        return { ...store, ...damaged(store) };
      },
      async close() {},
      ...memoryFaults(storage, disconnections),
    };
  };
  return { name, breaks, caughtBy, open };
}

/** What a test does to a storage in memory. */
export function memoryFaults(
  storage: MemoryStorage,
  disconnections: ReadonlySet<() => void> = new Set(),
): Pick<StorageWithFaults, "erase" | "disconnect"> {
  return {
    async erase() {
      storage.tenants.clear();
      storage.records.clear();
      for (const followers of storage.waiting.values()) for (const resume of followers) resume();
    },
    async disconnect() {
      for (const lose of disconnections) lose();
    },
  };
}

/** A store of which only `append` is broken. */
export function brokenAppend(
  name: string,
  breaks: string,
  caughtBy: readonly string[],
  append: (store: EventStore, world: BrokenWorld) => EventStore["append"],
): BrokenStore {
  return brokenStore(name, breaks, caughtBy, (world) => (store) => ({ append: append(store, world) }));
}
