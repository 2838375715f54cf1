import type { RecordResult, RecordStore, StoredRecord } from "@promptledger/core/adapter";
import { checkKey, checkPut, checkScope, compareText } from "@promptledger/core/adapter";
import type { Connection } from "./connection/connection.ts";
import { SCRIPTS } from "./connection/scripts.ts";
import { tenantKeys } from "./keys.ts";

/** Small mutable facts, each changed by compare-and-set. */
export function redisRecords(
  connection: Connection,
  prefix: string,
  ready: () => Promise<void>,
): RecordStore {
  const hashOf = async (scope: string, kind: string): Promise<string> => {
    await ready();
    checkScope(scope);
    checkKey(kind, "kind");
    return tenantKeys(prefix, scope).records(kind);
  };
  return {
    async get(scope, kind, keys) {
      const hash = await hashOf(scope, kind);
      if (keys.length === 0) return [];
      const texts = await connection.command("hmget", hash, keys, "reads");
      return (texts as (string | null)[]).map((text, index) =>
        text === null ? null : storedRecord(keys[index] ?? "", text),
      );
    },
    async put(scope, records) {
      await ready();
      checkPut(scope, records);
      if (records.length === 0) return [];
      const hashes = records.map(({ kind }) => tenantKeys(prefix, scope).records(kind));
      const args = records.flatMap(({ key, value, expected }) => [
        key,
        value,
        expected === "none" ? 0 : expected,
      ]);
      const replies = await connection.run(SCRIPTS.putRecords, hashes, args, "writes");
      return (replies as [number, number][]).map(
        ([stored, revision]): RecordResult =>
          stored === 1 ? { status: "stored", revision } : { status: "conflict", actual: revision },
      );
    },
    async remove(scope, kind, key) {
      await connection.command("hdel", await hashOf(scope, kind), [key], "writes");
    },
    async list(scope, kind) {
      const texts = await connection.command("hgetall", await hashOf(scope, kind), [], "reads");
      return Object.entries(texts as { readonly [key: string]: string })
        .map(([key, text]) => storedRecord(key, text))
        .sort((left, right) => compareText(left.key, right.key));
    },
  };
}

function storedRecord(key: string, text: string): StoredRecord {
  const end = text.indexOf("\0");
  return Object.freeze({ key, value: text.slice(end + 1), revision: Number(text.slice(0, end)) });
}
