/** A small mutable fact, found by scope, kind and key. */
export interface StoredRecord {
  readonly key: string;
  /** JSON text, given back byte for byte. */
  readonly value: string;
  /** 1 when first put, and one more with each put. */
  readonly revision: number;
}

/** A put of one record; `expected` is the revision that the writer saw, `"none"` where it saw nothing. */
export interface RecordPut {
  readonly kind: string;
  readonly key: string;
  readonly value: string;
  readonly expected: number | "none";
}

/** A record was stored, or another writer was first. */
export type RecordResult =
  | { readonly status: "stored"; readonly revision: number }
  | { readonly status: "conflict"; readonly actual: number };

/**
 * Small mutable facts beside the log, with compare-and-set: people that can be erased, API keys, checkpoints with their owner.
 *
 * A scope is a tenant's name, or one that begins with `_` for what belongs to the server as a whole. Guarantees RC-1 to RC-6.
 */
export interface RecordStore {
  /** The records with these keys, in the order of the request, null where there is none. */
  get(scope: string, kind: string, keys: readonly string[]): Promise<readonly (StoredRecord | null)[]>;
  /** Stores the record if its revision is the expected one; of several writers one wins. */
  put(scope: string, record: RecordPut): Promise<RecordResult>;
  /** Removes a record; one that is not there is no error. */
  remove(scope: string, kind: string, key: string): Promise<void>;
  /** All records of a kind, ordered by key, by code point. */
  list(scope: string, kind: string): Promise<readonly StoredRecord[]>;
}
