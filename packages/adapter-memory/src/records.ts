import type { RecordResult, RecordStore, StoredRecord } from "@promptledger/core/adapter";
import { checkKey, checkPut, checkScope, compareText } from "@promptledger/core/adapter";
import type { MemoryStorage } from "./storage.ts";

/** Small mutable records, each changed by compare-and-set. */
export function memoryRecords(storage: MemoryStorage, ready: () => void): RecordStore {
  const kindOf = (scope: string, kind: string): Map<string, StoredRecord> => {
    ready();
    checkScope(scope);
    checkKey(kind, "kind");
    const name = JSON.stringify([scope, kind]);
    let records = storage.records.get(name);
    if (records === undefined) {
      records = new Map();
      storage.records.set(name, records);
    }
    return records;
  };
  return {
    async get(scope, kind, keys) {
      const records = kindOf(scope, kind);
      return keys.map((key) => records.get(key) ?? null);
    },
    async put(scope, puts) {
      ready();
      checkPut(scope, puts);
      return puts.map(({ kind, key, value, expected }): RecordResult => {
        const records = kindOf(scope, kind);
        const actual = records.get(key)?.revision ?? 0;
        if (actual !== (expected === "none" ? 0 : expected)) return { status: "conflict", actual };
        records.set(key, Object.freeze({ key, value, revision: actual + 1 }));
        return { status: "stored", revision: actual + 1 };
      });
    },
    async remove(scope, kind, key) {
      kindOf(scope, kind).delete(key);
    },
    async list(scope, kind) {
      return [...kindOf(scope, kind).values()].sort((left, right) => compareText(left.key, right.key));
    },
  };
}
