import type { RecordStore } from "../store/record-store.ts";

/**
 * Writes a tiny record of the whole server, `_server`, kind `health`. Throws what keeps the storage from being written. Of several processes that
 * do so at once, one writes.
 */
export async function probeWrite(records: RecordStore, now: number): Promise<void> {
  const [found] = await records.get("_server", "health", ["write"]);
  const value = JSON.stringify({ at: now });
  const expected = found?.revision ?? "none";
  await records.put("_server", [{ kind: "health", key: "write", value, expected }]);
}
