import { testPostgresUrl } from "@promptledger/test-servers";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postgresEventStore } from "../src/index.ts";
import { putStatement } from "../src/put-statement.ts";
import { newSchema } from "./new-schema.ts";
import { stepsOfQuery } from "./search-plan.ts";

// A server keeps the plan of a prepared statement until it has counted the table again, about a minute after it has grown.

const schema = newSchema();
const pool = new Pool({ connectionString: testPostgresUrl(), max: 1 });
const insertRecords = (from: number, to: number) =>
  pool.query(`
    INSERT INTO ${schema}.records (scope, kind, key, value, revision)
    SELECT 'acme', 'tile', i, 'v', 1 FROM generate_series(${from}, ${to}) AS i`);

beforeAll(async () => {
  const store = postgresEventStore({ pool, schema });
  await store.migrate();
  await store.close();
  await pool.query(`ALTER TABLE ${schema}.records SET (autovacuum_enabled = off)`);
  await insertRecords(1, 1);
  await pool.query(`ANALYZE ${schema}.records`);
  await insertRecords(2, 5000);
});

afterAll(async () => {
  await pool.query(`DROP SCHEMA ${schema} CASCADE`);
  await pool.end();
});

test("records are stored by their keys, though the statistics say that there is one record", async () => {
  await pool.query("SET plan_cache_mode = force_generic_plan");
  await pool.query(`
    PREPARE put (text, text[], text[], text[], bigint[]) AS ${putStatement(`"${schema}"`, "true")}`);
  const steps = await stepsOfQuery(
    pool,
    "EXECUTE put ('acme', ARRAY['tile', 'tile'], ARRAY['4711', '5001'], ARRAY['changed', 'new'], ARRAY[1, 0])",
  );
  const reads = steps.filter(
    (step) => step["Relation Name"] === "records" && step["Node Type"].endsWith("Scan"),
  );
  const rows = reads.map((step) => step["Actual Rows"] + (step["Rows Removed by Filter"] ?? 0));
  expect(Math.max(...rows), "rows that one search of the table gave").toBeLessThanOrEqual(1);
  expect(reads.map((step) => step["Index Name"])).toContain("records_pkey");
  const { rows: stored } = await pool.query(
    `SELECT key, value, revision FROM ${schema}.records WHERE key IN ('4711', '5001') ORDER BY key`,
  );
  expect(stored).toEqual([
    { key: "4711", value: "changed", revision: "2" },
    { key: "5001", value: "new", revision: "1" },
  ]);
});
