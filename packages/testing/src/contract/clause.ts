import type { EventStore } from "@promptledger/core";
import type { TestClock } from "../test-clock.ts";

/** What one of several stores on the same storage is opened with. */
export interface ConnectOptions {
  /** How long command ids are remembered. Default: the adapter's own default, which is 30. */
  readonly keepCommandsForDays?: number;
}

/** A fresh, empty storage on which several stores can be opened, as several processes would. */
export interface ContractStorage {
  /** Opens one more store. Stores of one storage share no state in the process, as far as the adapter allows. */
  connect(options: ConnectOptions): Promise<EventStore>;
  /** Frees the storage. The clauses' stores are closed before. */
  close(): Promise<void>;
}

/** Opens a fresh storage whose stores take the time from the given clock. */
export type OpenStorage = (environment: { readonly clock: TestClock }) => Promise<ContractStorage>;

/** How thoroughly and how patiently a clause is run. */
export interface ClauseSettings {
  /** How long something that must happen may take, in milliseconds. */
  readonly patience: number;
  /** How many catalogs, texts or histories a property is tried with. */
  readonly runs: number;
  /** Repeats a property's run; default: a new seed, printed when the property fails. */
  readonly seed?: number;
}

/** What a clause works with. */
export interface ClauseContext extends ClauseSettings {
  /** A tenant that nothing was written to. */
  readonly tenant: string;
  readonly clock: TestClock;
  /** One more tenant that nothing was written to. */
  newTenant(): string;
  /** Opens a store on the clause's storage; it is closed when the clause ends. */
  connect(options?: ConnectOptions): Promise<EventStore>;
}

/** One promise of the port, with the experiment that shows whether a store keeps it. */
export interface Clause {
  /** Its family and number, e.g. `AP-1`; docstrings of the port name it. */
  readonly id: string;
  readonly title: string;
  /** Throws where the store does not keep the promise. */
  run(context: ClauseContext): Promise<void>;
}
