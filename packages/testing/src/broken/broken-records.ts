import type { RecordStore } from "@promptledger/core/adapter";
import type { BrokenStore } from "./broken-store.ts";
import { brokenStore } from "./broken-store.ts";

function brokenRecordStore(
  name: string,
  breaks: string,
  caughtBy: readonly string[],
  damage: (records: RecordStore) => Partial<RecordStore>,
): BrokenStore {
  return brokenStore(name, breaks, caughtBy, () => ({ records }) => ({
    records: { ...records, ...damage(records) },
  }));
}

/** Stores that do not keep records as they must. */
export const brokenRecords: readonly BrokenStore[] = [
  brokenRecordStore(
    "last writer wins",
    "stores a record whatever revision the writer saw",
    ["RC-2", "RC-3"],
    (records) => ({
      async put(scope, record) {
        const [before] = await records.get(scope, record.kind, [record.key]);
        return records.put(scope, { ...record, expected: before?.revision ?? "none" });
      },
    }),
  ),
  brokenRecordStore("leaves out", "does not report which records are missing", ["RC-1"], (records) => ({
    get: async (scope, kind, keys) =>
      (await records.get(scope, kind, keys)).filter((record) => record !== null),
  })),
  brokenRecordStore("removes nothing", "keeps removed records", ["RC-3", "LC-2"], () => ({
    async remove() {},
  })),
  brokenRecordStore("lists in disorder", "lists records in the order of UTF-16", ["RC-4"], (records) => ({
    async list(scope, kind) {
      return (await records.list(scope, kind)).toSorted((left, right) => (left.key < right.key ? -1 : 1));
    },
  })),
  brokenRecordStore("folds kinds", "treats kinds that differ in case as one", ["RC-5"], (records) => ({
    put: async (scope, record) => records.put(scope, { ...record, kind: record.kind.toLowerCase() }),
    list: async (scope, kind) => records.list(scope, kind.toLowerCase()),
  })),
  brokenRecordStore("stores anything", "repairs a value that cannot be stored", ["RC-6"], (records) => ({
    put: async (scope, record) =>
      records.put(scope, { ...record, value: record.value.toWellFormed().replaceAll("\u0000", "") }),
  })),
];
