import type { MigrationResult } from "@promptledger/adapter-postgres";
import type { EventStore } from "@promptledger/core";

/** How a storage is opened. */
export interface OpenOptions {
  /** Whether one that is not there is made; without it that is an error. */
  readonly create: boolean;
}

/** A storage that is open; closing the store closes everything that was opened for it. */
export interface OpenedStorage {
  readonly store: EventStore;
  /** Brings its schema up to date, or tells what opening it has done to that end; null where there is no schema. */
  readonly migrate: (() => Promise<MigrationResult>) | null;
}

/** A kind of storage that a URL can name. */
export interface Storage {
  /** How its URLs look, for messages. */
  readonly form: string;
  /** Whether it forgets everything when the process ends. */
  readonly forgets: boolean;
  /** What of a URL may be shown to anybody: no user and no password. */
  shown(url: string): string;
  open(url: string, options: OpenOptions): Promise<OpenedStorage>;
}

/** The same store, whose end is also that of what it stands on. */
export function closingWith(store: EventStore, end: () => Promise<void>): EventStore {
  let closed: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    await store.close();
    await end();
  };
  return {
    ...store,
    close() {
      closed ??= close();
      return closed;
    },
  };
}
