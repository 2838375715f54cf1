/** A small mutable record, identified by scope, kind and key. */
export interface StoredRecord {
  /** Unique in its scope and kind; 1 to 255 characters. */
  readonly key: string;
  /** JSON text, returned byte for byte. */
  readonly value: string;
  /** 1 after the first put; each further put adds 1. */
  readonly revision: number;
}

/** A put of one record. `expected` is the revision that the writer read, or `"none"` if there was no record. */
export interface RecordPut {
  /** What sort of record it is, e.g. `api-key`. 1 to 255 characters. */
  readonly kind: string;
  /** Unique in its scope and kind. 1 to 255 characters. */
  readonly key: string;
  /** JSON text, stored byte for byte. */
  readonly value: string;
  /** If the record has another revision, the put is a conflict. */
  readonly expected: number | "none";
}

/** The result of a put: the record was stored, or another writer was first. */
export type RecordResult =
  | {
      /** The record was stored. */
      readonly status: "stored";
      /** The revision that it has now. */
      readonly revision: number;
    }
  | {
      /** Another writer was first, so nothing changed. */
      readonly status: "conflict";
      /** The revision that the record has; 0 if there is none. */
      readonly actual: number;
    };

/**
 * Small mutable records beside the log, changed by compare-and-set: people that can be erased, API keys, checkpoints with their owner.
 *
 * A scope is the name of a tenant, or a name that begins with `_` for data of the whole server. Guarantees RC-1 to RC-7.
 */
export interface RecordStore {
  /** The records with these keys, in the order of the request; null for missing ones. */
  get(scope: string, kind: string, keys: readonly string[]): Promise<readonly (StoredRecord | null)[]>;
  /**
   * Stores each record whose revision is the expected one, in one commit. One of several writers of a record wins. The results are in the order of the
   * records; a conflict of one record does not keep the others from being stored. Naming a record twice is `invalid-input`.
   */
  put(scope: string, records: readonly RecordPut[]): Promise<readonly RecordResult[]>;
  /** Removes a record. A missing record is no error. */
  remove(scope: string, kind: string, key: string): Promise<void>;
  /** All records of a kind, ordered by the code points of their keys. */
  list(scope: string, kind: string): Promise<readonly StoredRecord[]>;
}
