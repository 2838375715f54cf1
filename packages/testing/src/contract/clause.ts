import type { EventStore } from "@promptledger/core";
import type { TestClock } from "../test-clock.ts";

/** Options for opening one of several stores on the same storage. */
export interface ConnectOptions {
  /** How many days command ids are kept. Default: the adapter's default, which is 30. */
  readonly keepCommandsForDays?: number;
}

/** An empty storage. Several stores can be opened on it, as several processes would. */
export interface ContractStorage {
  /** Opens another store. Stores on one storage share no state in the process, as far as the adapter allows. */
  connect(options: ConnectOptions): Promise<EventStore>;
  /** Frees the storage. The clause's stores are closed before. */
  close(): Promise<void>;
}

/** Opens an empty storage. Its stores take the time from the given clock. Without one, they take it as they do in production. */
export type OpenStorage = (environment: { readonly clock?: TestClock }) => Promise<ContractStorage>;

/** An empty storage to which a clause can do what an operator, or a failing server, does. */
export interface StorageWithFaults extends ContractStorage {
  /** Deletes everything behind the stores' backs, as the restore of an empty backup does. */
  erase(): Promise<void>;
  /** Ends all connections of the stores, as the restart of a server does. Does nothing if there are none. */
  disconnect(): Promise<void>;
}

/** Opens an empty storage with faults. Its stores take the time from the given clock, as those of {@link OpenStorage} do. */
export type OpenStorageWithFaults = (environment: {
  readonly clock?: TestClock;
}) => Promise<StorageWithFaults>;

/** How thoroughly and how patiently a clause is run. */
export interface ClauseSettings {
  /** How long to wait for something that must happen, in milliseconds. */
  readonly patience: number;
  /** How many catalogs, texts or histories each property generates. */
  readonly runs: number;
  /** Repeats the run of a property. Default: a new seed, which is printed if the property fails. */
  readonly seed?: number;
}

/** What a clause works with. */
export interface ClauseContext extends ClauseSettings, Pick<StorageWithFaults, "erase" | "disconnect"> {
  /** A tenant without events. */
  readonly tenant: string;
  /** The clock of the stores, unless the clause runs them `withoutClock`. */
  readonly clock: TestClock;
  /** Another tenant without events. */
  newTenant(): string;
  /** Opens a store on the clause's storage. It is closed when the clause ends. */
  connect(options?: ConnectOptions): Promise<EventStore>;
}

/** One promise of the port, with the test that shows whether a store keeps it. */
export interface Clause {
  /** Family and number, e.g. `AP-1`. The docstrings of the port name it. */
  readonly id: string;
  /** The promise as a sentence, which is the title of its test. */
  readonly title: string;
  /** Opens the stores without a clock, as in production. Default: they take the time from the clock of the context. */
  readonly withoutClock?: true;
  /** Throws if the store does not keep the promise. */
  run(context: ClauseContext): Promise<void>;
}
