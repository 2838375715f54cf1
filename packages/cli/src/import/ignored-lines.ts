import { createHash } from "node:crypto";
import type { EventStore } from "@promptledger/core";

/** The kind of the records. */
const KIND = "import-ignored";

/** How many ids one record holds. */
const IN_ONE_RECORD = 1000;

/** The records of a store. */
export type Records = EventStore["records"];

/**
 * The prefix ids of all lines that earlier imports ignored, because they would have changed nothing. No event says so, and what such a line
 * would change today may be different.
 */
export async function ignoredBefore(records: Records, tenant: string): Promise<ReadonlySet<string>> {
  const stored = await records.list(tenant, KIND);
  return new Set(stored.flatMap(({ value }) => JSON.parse(value) as readonly string[]));
}

/** Remembers lines that this import ignores. Idempotent: a record's key is the hash of its value. */
export async function rememberIgnored(
  records: Records,
  tenant: string,
  ids: readonly string[],
): Promise<void> {
  for (let from = 0; from < ids.length; from += IN_ONE_RECORD) {
    const value = JSON.stringify(ids.slice(from, from + IN_ONE_RECORD));
    const key = createHash("sha256").update(value).digest("hex");
    await records.put(tenant, [{ kind: KIND, key, value, expected: "none" }]);
  }
}
