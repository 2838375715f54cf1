import { testPostgres } from "@promptledger/test-servers";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { drizzle as drizzleOnPostgresJs } from "drizzle-orm/postgres-js";
import { CompiledQuery, Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";
import postgres from "postgres";
import { afterAll, test } from "vitest";
import { checkExample } from "./documented-transactions.ts";

const url = await testPostgres().createDatabase();
const pool = new Pool({ connectionString: url, max: 4 });
const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
const postgresJs = postgres(url, { max: 2, onnotice: () => undefined });

afterAll(async () => {
  await postgresJs.end();
  await pool.end();
});

test.each([
  ["pg", { pool }],
  ["postgres.js", { sql: postgresJs }],
  ["Kysely", { db: kysely, CompiledQuery }],
  ["Drizzle", { db: drizzle(pool), sql }],
  ["Drizzle", { db: drizzleOnPostgresJs(postgresJs), sql }],
])(
  "the documented example for %s changes the table and the ledger together, or neither",
  async (heading, names) => {
    await checkExample(pool, heading, names);
  },
);
