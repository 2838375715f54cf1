import type { RecordStore, StoredRecord } from "@promptledger/core/adapter";
import { checkKey, checkScope, checkText } from "@promptledger/core/adapter";
import type { Row } from "./connection/database.ts";
import { numberOf } from "./connection/database.ts";
import { translated } from "./connection/errors.ts";
import type { QueryFor } from "./connection/tenant-query.ts";

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
    async put(scope, { kind, key, value, expected }) {
      checkKey(key, "key");
      checkText(value, "value");
      // A statement of its own for each case: both lose to the first writer, without an error.
      const [row] =
        expected === "none" || expected === 0
          ? await run(
              scope,
              kind,
              `INSERT INTO ${schema}.records (scope, kind, key, value, revision) SELECT $1, $2, $3, $4, 1 WHERE ${durable}
                ON CONFLICT (scope, kind, key) DO NOTHING RETURNING revision`,
              key,
              value,
            )
          : await run(
              scope,
              kind,
              `UPDATE ${schema}.records SET value = $4, revision = revision + 1
                WHERE scope = $1 AND kind = $2 AND key = $3 AND revision = $5 AND ${durable} RETURNING revision`,
              key,
              value,
              expected,
            );
      if (row !== undefined) return { status: "stored", revision: numberOf(row[0]) };
      const [record] = await this.get(scope, kind, [key]);
      return { status: "conflict", actual: record?.revision ?? 0 };
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
