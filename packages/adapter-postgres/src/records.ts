import type { RecordResult, RecordStore, StoredRecord } from "@promptledger/core/adapter";
import { checkKey, checkPut, checkScope } from "@promptledger/core/adapter";
import type { Row } from "./connection/database.ts";
import { numberOf } from "./connection/database.ts";
import { translated } from "./connection/errors.ts";
import { putStatement, revisionsStatement } from "./put-statement.ts";
import type { QueryFor } from "./query/tenant-query.ts";

/** Small mutable facts, each changed by compare-and-set. */
export function postgresRecords(
  queryFor: QueryFor,
  schema: string,
  allowVolatile: boolean,
  ready: () => Promise<void>,
): RecordStore {
  const run = async (
    scope: string,
    kind: string,
    text: string,
    ...values: readonly unknown[]
  ): Promise<readonly Row[]> => {
    await ready();
    checkScope(scope);
    checkKey(kind, "kind");
    return translated(queryFor(scope)(text, [scope, kind, ...values]), "writes");
  };
  // Part of each statement that writes, so that nothing can change in between.
  const durable = `${schema}.durable_v1(${allowVolatile})`;
  const columns = "key, value, revision";
  return {
    async get(scope, kind, keys) {
      const rows = await run(
        scope,
        kind,
        `SELECT ${columns} FROM ${schema}.records WHERE scope = $1 AND kind = $2 AND key = ANY ($3)`,
        [...keys],
      );
      const found = new Map(rows.map((row) => [String(row[0]), storedRecord(row)]));
      return keys.map((key) => found.get(key) ?? null);
    },
    async put(scope, records) {
      await ready();
      checkPut(scope, records);
      if (records.length === 0) return [];
      const names = [records.map(({ kind }) => kind), records.map(({ key }) => key)];
      const values = records.map(({ value }) => value);
      const expected = records.map((record) => (record.expected === "none" ? 0 : record.expected));
      const query = async (text: string, ...more: readonly unknown[]): Promise<Map<string, number>> => {
        const rows = await translated(queryFor(scope)(text, [scope, ...names, ...more], true), "writes");
        return new Map(rows.map(([kind, key, revision]) => [nameOf(kind, key), numberOf(revision)]));
      };
      const stored = await query(putStatement(schema, durable), values, expected);
      // The statement does not see what another writer has stored meanwhile.
      const actual = stored.size === records.length ? stored : await query(revisionsStatement(schema));
      return records.map(({ kind, key }): RecordResult => {
        const [name, revision] = [nameOf(kind, key), stored.get(nameOf(kind, key))];
        return revision === undefined
          ? { status: "conflict", actual: actual.get(name) ?? 0 }
          : { status: "stored", revision };
      });
    },
    async remove(scope, kind, key) {
      await run(
        scope,
        kind,
        `DELETE FROM ${schema}.records WHERE scope = $1 AND kind = $2 AND key = $3 AND ${durable}`,
        key,
      );
    },
    async list(scope, kind) {
      const rows = await run(
        scope,
        kind,
        `SELECT ${columns} FROM ${schema}.records WHERE scope = $1 AND kind = $2 ORDER BY key`,
      );
      return rows.map(storedRecord);
    },
  };
}

function storedRecord([key, value, revision]: Row): StoredRecord {
  return Object.freeze({ key: String(key), value: String(value), revision: numberOf(revision) });
}

function nameOf(kind: unknown, key: unknown): string {
  return JSON.stringify([kind, key]);
}
