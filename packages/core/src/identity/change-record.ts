import { LedgerError } from "../errors.ts";
import type { RecordStore } from "../store/record-store.ts";

/** How often a change is tried before it fails with `busy`. */
const ATTEMPTS = 100;

/** The record to change. */
export interface RecordAddress {
  readonly scope: string;
  readonly kind: string;
  readonly key: string;
}

/** Changes a record by compare-and-set, and repeats while others are first. Returns the value. A change to null keeps the record as it is. */
export async function changeRecord<T>(
  records: RecordStore,
  { scope, kind, key }: RecordAddress,
  change: (before: T | null) => T | null | Promise<T | null>,
): Promise<T | null> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const [stored] = await records.get(scope, kind, [key]);
    const after = await change(stored ? (JSON.parse(stored.value) as T) : null);
    if (after === null) return null;
    const expected = stored?.revision ?? ("none" as const);
    const [result] = await records.put(scope, [{ kind, key, value: JSON.stringify(after), expected }]);
    if (result?.status === "stored") return after;
  }
  throw new LedgerError("busy", `too many changes of the ${kind} ${key} at once; try again`);
}
