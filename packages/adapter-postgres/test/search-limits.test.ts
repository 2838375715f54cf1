import type { EventStore, Filter } from "@promptledger/core/adapter";
import { isLedgerError } from "@promptledger/core/adapter";
import { testPostgresUrl } from "@promptledger/test-servers";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postgresEventStore } from "../src/index.ts";
import { newSchema } from "./new-schema.ts";
import { insertPrompts } from "./search-plan.ts";

const schema = newSchema();
const observer = new Pool({ connectionString: testPostgresUrl(), max: 1 });
const pool = new Pool({ connectionString: testPostgresUrl(), max: 4 });
const store = postgresEventStore({ pool, schema });
const impatient = postgresEventStore({ pool, schema, searchTimeout: 100 });

beforeAll(async () => {
  await store.migrate();
  await insertPrompts(observer, schema, 1000);
  await observer.query(`UPDATE ${schema}.prompts SET name = $1, name_folded = $1`, ["a".repeat(1000)]);
});

afterAll(async () => {
  await store.close();
  await impatient.close();
  await pool.end();
  await observer.query(`DROP SCHEMA ${schema} CASCADE`);
  await observer.end();
});

/** Takes a minute or more. */
const endless: Filter = {
  type: "or",
  filters: Array.from({ length: 2000 }, (_, index) => ({
    type: "compare",
    field: "name",
    operator: "contains",
    value: `${"a".repeat(100)}b${"a".repeat(380)}${index}`.replace(/\d+$/u, (digits) =>
      "a".repeat(Number(digits) % 19),
    ),
  })),
};

type Options = { readonly signal?: AbortSignal };

async function find(of: EventStore, tenant: string, filter: Filter, options: Options = {}): Promise<string> {
  const query = {
    filter,
    scope: "all",
    sort: { field: "name", direction: "ascending" },
    page: { number: 1, size: 1 },
    environment: "production",
  } as const;
  const call = of.catalog.findPrompts as (...all: unknown[]) => ReturnType<typeof of.catalog.findPrompts>;
  return call(tenant, query, options).then(
    ({ total }) => `${total} found`,
    (error: unknown) => (isLedgerError(error, "unavailable") ? error.message : String(error)),
  );
}

/** How many searches the server is running. */
async function running(): Promise<number> {
  const { rows } = await observer.query(
    "SELECT count(*)::integer AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%strpos%' AND query LIKE $1 AND pid <> pg_backend_pid()",
    [`%${schema}%`],
  );
  return rows[0].n;
}

// Without the limit it took the server as long as it took, whether anybody waited for it or not.
test("the server ends a search at the time limit", async () => {
  expect(await find(impatient, "acme", endless)).toMatch(/57014: .*raise `searchTimeout`/u);
  expect(await running()).toBe(0);
  const narrow: Filter = { type: "compare", field: "id", operator: "equals", value: "prm-1" };
  expect(await find(impatient, "acme", narrow)).toBe("1 found");
});

test("the server ends a search whose signal aborts, and others are searched for meanwhile", async () => {
  const ends = new AbortController();
  const searches = [1, 2, 3].map(() => find(store, "acme", endless, { signal: ends.signal }));
  await expect.poll(running).toBe(1);
  // One tenant has one of the two connections for searches, and the pool has two more.
  expect(await find(store, "other", endless)).toBe("0 found");
  expect((await store.load("acme", {})).head.position).toBe(0);
  ends.abort();
  for (const answer of await Promise.all(searches))
    expect(answer).toContain("the signal of the search aborted");
  await expect.poll(running, { timeout: 3000 }).toBe(0);
  expect(await find(store, "acme", endless, { signal: ends.signal })).toContain("aborted");
});
