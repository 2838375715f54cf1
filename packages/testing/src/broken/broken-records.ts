import type { RecordPut, RecordResult, RecordStore } from "@promptledger/core/adapter";
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
    ["RC-2", "RC-3", "RC-7"],
    (records) => ({
      async put(scope, puts) {
        const seen = puts.map(async (put): Promise<RecordPut> => {
          const [before] = await records.get(scope, put.kind, [put.key]);
          return { ...put, expected: before?.revision ?? "none" };
        });
        return records.put(scope, await Promise.all(seen));
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
    put: async (scope, puts) =>
      records.put(
        scope,
        puts.map((put) => ({ ...put, kind: put.kind.toLowerCase() })),
      ),
    list: async (scope, kind) => records.list(scope, kind.toLowerCase()),
  })),
  brokenRecordStore("stores anything", "repairs a value that cannot be stored", ["RC-6"], (records) => ({
    put: async (scope, puts) =>
      records.put(
        scope,
        puts.map((put) => ({ ...put, value: put.value.toWellFormed().replaceAll("\u0000", "") })),
      ),
  })),
  brokenRecordStore(
    "stops at a conflict",
    "leaves out the puts after the first conflict of a call",
    ["RC-7"],
    (records) => ({
      async put(scope, puts) {
        const results: RecordResult[] = [];
        for (const put of puts) {
          if (results.at(-1)?.status !== "conflict") results.push(...(await records.put(scope, [put])));
          else results.push({ status: "conflict", actual: 0 });
        }
        return results;
      },
    }),
  ),
];
