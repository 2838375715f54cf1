import { testPostgresUrl } from "@promptledger/test-servers";
import { TEST_EPOCH, testLedger } from "@promptledger/testing/ledger";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postgresEventStore } from "../src/index.ts";
import { newSchema } from "./new-schema.ts";

const schema = newSchema();
const pool = new Pool({ connectionString: testPostgresUrl(), max: 3 });

beforeAll(() => postgresEventStore({ pool, schema }).migrate());
afterAll(async () => {
  await pool.query(`DROP SCHEMA "${schema}" CASCADE`);
  await pool.end();
});

// The ids are the same each time, and the database remembers the last time's.
test.each([1, 2])("a host's tests have a ledger in PostgreSQL, time %i", async () => {
  await using test = await testLedger({
    store: (clock) => postgresEventStore({ pool, schema, clock }),
    prompts: [{ name: "Support", versions: [{ model: "gpt-4o" }], live: 1 }],
  });
  const { acme, clock, prompts } = test;
  expect(prompts[0]).toMatchObject({ slug: "support", createdAt: TEST_EPOCH });
  clock.advance(5000);
  const client = await pool.connect();
  await client.query("BEGIN");
  expect((await acme.within(client).prompts.star("support", true)).updatedAt).toBe(TEST_EPOCH + 5000);
  await client.query("ROLLBACK");
  client.release();
  expect((await acme.prompts.get("support")).starred).toBe(false);
  expect((await acme.prompts.find()).total).toBe(1);
});
