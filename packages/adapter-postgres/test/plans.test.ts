import type { Filter } from "@promptledger/core/adapter";
import { testPostgresUrl } from "@promptledger/test-servers";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findVersionsStatement } from "../src/catalog/find-versions.ts";
import { postgresEventStore } from "../src/index.ts";
import { newSchema } from "./new-schema.ts";
import type { Plan } from "./search-plan.ts";
import { insertPrompts, planOf, planOfSearch } from "./search-plan.ts";

// The plans over 100,000 prompts that were never analysed, as after an import: the planner knows least of them.

const schema = newSchema();
const pool = new Pool({ connectionString: testPostgresUrl(), max: 1 });

beforeAll(async () => {
  const store = postgresEventStore({ pool, schema });
  await store.migrate();
  await store.close();
  for (const table of ["prompts", "prompt_bodies", "versions"]) {
    await pool.query(`ALTER TABLE ${schema}.${table} SET (autovacuum_enabled = off)`);
  }
  // Filled the fast way, and then left as it is otherwise.
  const indexes = ["prompts_name_search", "prompts_tags"];
  for (const index of indexes) await pool.query(`ALTER INDEX ${schema}.${index} SET (fastupdate = on)`);
  await insertPrompts(pool, schema, 100_000);
  for (const index of indexes) {
    await pool.query(`ALTER INDEX ${schema}.${index} SET (fastupdate = off)`);
    await pool.query("SELECT gin_clean_pending_list($1::regclass)", [`${schema}.${index}`]);
  }
  await pool.query(`
    INSERT INTO ${schema}.prompt_bodies
    SELECT 1, i, 1, 'acme', 'prm-' || i, repeat('-', 200) FROM generate_series(1, 100000) AS i`);
  await pool.query(`
    INSERT INTO ${schema}.versions (
      number, version, written_at, created_at, updated_at, fold, committed, tenant, prompt_id, id, id_folded, created_by,
      created_by_folded, updated_by, updated_by_folded, body
    )
    SELECT 1, 1, i, i, i, 1, true, 'acme', 'prm-' || i, 'v-' || i, 'v-' || i, 'jane', 'jane', 'jane', 'jane', repeat('-', 200)
    FROM generate_series(1, 100000) AS i`);
});

afterAll(async () => {
  await pool.query(`DROP SCHEMA ${schema} CASCADE`);
  await pool.end();
});

/** The indexes that a search uses, and the tables that it reads from end to end. */
const searchPlan = (filter: Filter): Promise<Plan> => planOfSearch(pool, `"${schema}"`, filter, false);

const contains = (value: string): Filter => ({
  type: "compare",
  field: "name",
  operator: "contains",
  value,
  ignoreCase: true,
});

test("a search within names reads the trigrams, and the page's documents by their keys", async () => {
  const { indexes, whole } = await searchPlan(contains("4711"));
  expect(indexes).toContain("prompts_name_search");
  expect(indexes).toEqual(expect.arrayContaining(["prompt_bodies_pkey", "versions_pkey", "events_position"]));
  expect(whole).toEqual([]);
});

test("a search within names reads the trigrams beside other conditions", async () => {
  const living: Filter = { type: "compare", field: "deleted", operator: "equals", value: false };
  const { indexes } = await searchPlan({ type: "and", filters: [living, contains("4711")] });
  expect(indexes).toContain("prompts_name_search");
});

test("a search for a tag reads the index of tags", async () => {
  const { indexes, whole } = await searchPlan({
    type: "compare",
    field: "tag",
    operator: "equals",
    value: "team:7",
  });
  expect(indexes).toContain("prompts_tags");
  expect(whole).toEqual([]);
});

test("documents are read by their keys also where the filter finds everything", async () => {
  const { indexes, whole } = await searchPlan({ type: "and", filters: [] });
  expect(indexes).toEqual(expect.arrayContaining(["prompt_bodies_pkey", "versions_pkey"]));
  expect(whole).not.toEqual(expect.arrayContaining([expect.stringMatching(/prompt_bodies|versions/u)]));
});

test("the versions of a prompt that is named by its slug are read by keys", async () => {
  const query = { prompt: { slug: "s-4711" }, page: { number: 1, size: 20 } };
  const { indexes, whole } = await planOf(pool, findVersionsStatement(`"${schema}"`, "acme", query));
  expect(indexes).toEqual(expect.arrayContaining(["prompts_slug", "prompt_bodies_pkey", "versions_pkey"]));
  expect(whole).toEqual([]);
});
