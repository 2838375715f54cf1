import type { MigrationResult } from "@promptledger/adapter-postgres";
import type { EventStore } from "@promptledger/core";

/** How a storage is opened. */
export interface OpenOptions {
  /** Whether to create a storage that does not exist. If false, that is an error. */
  readonly create: boolean;
}

/** A text to derive keys for secrets from. */
export interface KeptSecretsKey {
  readonly text: string;
  /** The file that it is kept in. Null if it ends with the process, as the storage does. */
  readonly file: string | null;
}

/** An open storage. */
export interface OpenedStorage {
  readonly store: EventStore;
  /** The storage's URL without user and password. */
  readonly shown: string;
  /** Brings the schema up to date, or returns what opening the storage did to that end. Absent if there is no schema. */
  migrate?(): Promise<MigrationResult>;
  /**
   * A key for the secrets of this storage, where none is given: the storage is this process's alone. Absent if other processes may share the
   * storage, for they would need the same key.
   */
  secretsKey?(): Promise<KeptSecretsKey>;
  /** Closes the client that the store was built on, once the store is closed. */
  closeClient?(): Promise<void>;
}

/** A kind of storage that a URL can name. */
export interface Storage {
  /** What its URLs look like, for messages. */
  readonly form: string;
  open(url: string, options: OpenOptions): Promise<OpenedStorage>;
}
