import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLedger } from "@promptledger/core";
import { testPostgres } from "@promptledger/test-servers";
import { Pool } from "pg";
import { afterAll, expect, test } from "vitest";
import type { Transaction } from "../src/connection/transaction.ts";
import { postgresEventStore } from "../src/index.ts";
import { checkExample } from "./documented-transactions.ts";
import { checkWithin } from "./within-client.ts";
import { checkOutside, checkRefusals } from "./within-refusals.ts";

// Prisma is several times as large as everything else that the tests use, so it is installed when this test runs.
const PRISMA = ["prisma", "@prisma/client", "@prisma/adapter-pg"].map((name) => `${name}@7.10.0`);
const SCHEMA = `
generator client {
  provider = "prisma-client-js"
}
datasource db {
  provider = "postgresql"
}
model campaigns {
  name     String   @id
  approved Boolean?
}
`;

/** The part of Prisma's client that the tests use. */
interface Prisma {
  $transaction(work: (transaction: Prisma) => Promise<void>): Promise<void>;
  $queryRawUnsafe(text: string, ...values: unknown[]): Promise<object[]>;
  $disconnect(): Promise<void>;
}

const folder = mkdtempSync(join(tmpdir(), "promptledger-prisma-"));

function run(command: string, args: readonly string[]): void {
  // The engine is only needed for migrations.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true", PRISMA_HIDE_UPDATE_MESSAGE: "1" };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, env, encoding: "utf8" });
  expect(status, stdout + stderr).toBe(0);
}

function openPrisma(url: string): Prisma {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...PRISMA]);
  mkdirSync(join(folder, "prisma"));
  writeFileSync(join(folder, "prisma", "schema.prisma"), SCHEMA);
  run("npx", ["prisma", "generate"]);
  const load = createRequire(join(folder, "index.js"));
  const { PrismaClient } = load("@prisma/client");
  const { PrismaPg } = load("@prisma/adapter-pg");
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url }) });
}

const url = await testPostgres().createDatabase();
const pool = new Pool({ connectionString: url, max: 4 });
const prisma = openPrisma(url);
const byPrisma = (client: Prisma): Transaction => ({
  query: (text, values) => client.$queryRawUnsafe(text, ...values),
});

afterAll(async () => {
  await prisma.$disconnect();
  await pool.end();
  rmSync(folder, { recursive: true, force: true });
});

test("the documented example for Prisma changes the table and the ledger together, or neither", async () => {
  await checkExample(pool, "Prisma", { prisma });
});

test("a transaction of Prisma's takes the ledger along, and what the server refuses has the ledger's codes", async () => {
  const store = postgresEventStore({ pool });
  await store.migrate();
  await pool.query("CREATE TABLE orders (name text PRIMARY KEY, prompt text)");
  const acme = createLedger({ store }).as({ tenant: "acme", actor: { id: "jane" } });
  const client = {
    inTransaction: (work: (transaction: Transaction) => Promise<void>) =>
      prisma.$transaction((transaction) => work(byPrisma(transaction))),
    outside: byPrisma(prisma),
  };
  await checkWithin(acme, client, "orders");
  await checkOutside(acme, client);
  await checkRefusals(store, acme, client);
  await store.close();
});
