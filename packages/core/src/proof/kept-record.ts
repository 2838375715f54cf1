import type { RecordAddress } from "../identity/change-record.ts";
import { changeRecord } from "../identity/change-record.ts";
import type { RecordStore } from "../store/record-store.ts";

/**
 * Puts a record whose revision is known, or null for none: one call, unless another writer was first. Then the last writer wins, but where the value of
 * the other one `isNewer`.
 */
export async function putRecord<T>(
  records: RecordStore,
  address: RecordAddress,
  value: T,
  revision: number | null,
  isNewer: (other: T) => boolean = () => false,
): Promise<void> {
  const { scope, kind, key } = address;
  const put = { kind, key, value: JSON.stringify(value), expected: revision ?? ("none" as const) };
  if ((await records.put(scope, put)).status === "conflict")
    await changeRecord<T>(records, address, (other) => (other !== null && isNewer(other) ? null : value));
}
