import { createLedger } from "@promptledger/core";
import { testPostgresUrl } from "@promptledger/test-servers";
import { sql as drizzleSql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { drizzle as drizzleOnPostgresJs } from "drizzle-orm/postgres-js";
import { CompiledQuery, Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Transaction } from "../src/index.ts";
import { postgresEventStore } from "../src/index.ts";
import { newSchema } from "./open-storage.ts";

const schema = newSchema();
const pool = new Pool({ connectionString: testPostgresUrl(), max: 6 });
const sql = postgres(testPostgresUrl(), { max: 2, onnotice: () => undefined });
const store = postgresEventStore({ pool, schema, lockTimeout: 2000 });
const ledger = createLedger({ store });
const acme = ledger.as({ tenant: "acme", actor: { id: "jane" } });
const orders = `"${schema}".orders`;

beforeAll(async () => {
  await store.migrate();
  await pool.query(`CREATE TABLE ${orders} (prompt text PRIMARY KEY)`);
});

afterAll(async () => {
  await ledger.close();
  await pool.query(`DROP SCHEMA "${schema}" CASCADE`);
  await Promise.all([pool.end(), sql.end()]);
});

/** The statement as Drizzle takes it, with its values as parameters. */
function inDrizzle(text: string, values: readonly unknown[]) {
  const parts = text.split(/\$(\d+)/u);
  return drizzleSql.join(
    parts.map((part, index) =>
      index % 2 === 0 ? drizzleSql.raw(part) : drizzleSql`${drizzleSql.param(values[Number(part) - 1])}`,
    ),
    drizzleSql.raw(""),
  );
}

type Work = (transaction: Transaction, insert: (id: string) => Promise<unknown>) => Promise<void>;

/** Runs work in a transaction of a driver, which it commits, or rolls back if the work fails. */
const DRIVERS: { readonly [driver: string]: (work: Work) => Promise<unknown> } = {
  Kysely: (work) =>
    new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
      .transaction()
      .execute((trx) =>
        work({ query: (text, values) => trx.executeQuery(CompiledQuery.raw(text, values)) }, (id) =>
          trx.executeQuery(CompiledQuery.raw(`INSERT INTO ${orders} VALUES ($1)`, [id])),
        ),
      ),
  "postgres.js": (work) =>
    sql.begin((tx) =>
      work({ query: (text, values) => tx.unsafe(text, values as never[]) }, (id) =>
        tx.unsafe(`INSERT INTO ${orders} VALUES ($1)`, [id]),
      ),
    ),
  "Drizzle on pg": (work) =>
    drizzle(pool).transaction((tx) =>
      work({ query: (text, values) => tx.execute(inDrizzle(text, values)) }, (id) =>
        tx.execute(inDrizzle(`INSERT INTO ${orders} VALUES ($1)`, [id])),
      ),
    ),
  "Drizzle on postgres.js": (work) =>
    drizzleOnPostgresJs(sql).transaction((tx) =>
      work({ query: (text, values) => tx.execute(inDrizzle(text, values)) }, (id) =>
        tx.execute(inDrizzle(`INSERT INTO ${orders} VALUES ($1)`, [id])),
      ),
    ),
};

describe.each(Object.entries(DRIVERS))("a transaction of %s", (driver, run) => {
  const idOf = (what: string): string => `${driver.replaceAll(/\W/gu, "-")}-${what}`;

  test("is committed with the host's table, and what it reads inside is what it wrote", async () => {
    const id = idOf("kept");
    await run(async (transaction, insert) => {
      const inside = acme.within(transaction);
      const input = {
        model: "gpt-4o",
        messages: [{ role: "user", content: "Grüße, {{name}} \\ $1 'x' 🎉" }],
      };
      await inside.prompts.create({ id, name: "n", description: null });
      await inside.versions.create({ id }, input);
      await inside.versions.commit({ id });
      await inside.deployments.deploy({ id }, { version: 1 });
      await inside.prompts.tag({ id }, { key: "team", value: "core" });
      await insert(id);
      expect((await inside.versions.get({ id }, 1)).content).toMatchObject(input);
      expect((await inside.resolve({ id })).number).toBe(1);
      const filter = { type: "compare", field: "id", operator: "equals", value: id } as const;
      expect((await inside.prompts.find({ filter })).total).toBe(1);
      expect((await inside.history.of({ id })).map(({ type }) => type)).toContain("VersionDeployed");
      const again = await inside.prompts.star({ id }, true, { commandId: id });
      expect(again.receipt.changed).toBe(true);
      expect((await inside.prompts.star({ id }, true, { commandId: id })).receipt.repeated).toBe(true);
    });
    expect((await acme.resolve({ id })).number).toBe(1);
    expect((await pool.query(`SELECT FROM ${orders} WHERE prompt = $1`, [id])).rowCount).toBe(1);
  });

  test("is rolled back with the host's table", async () => {
    const id = idOf("dropped");
    const failure = new Error("the host changed its mind");
    const running = run(async (transaction, insert) => {
      await acme.within(transaction).prompts.create({ id, name: "n" });
      await insert(id);
      throw failure;
    });
    await expect(running).rejects.toBe(failure);
    await expect(acme.prompts.get({ id })).rejects.toMatchObject({ code: "prompt-not-found" });
    expect((await pool.query(`SELECT FROM ${orders} WHERE prompt = $1`, [id])).rowCount).toBe(0);
  });

  test("that has ended takes no more writes", async () => {
    let ended: Transaction | null = null;
    await run(async (transaction) => {
      ended = transaction;
    });
    if (ended === null) throw new Error("there was no transaction");
    const late = acme.within(ended).prompts.create({ id: idOf("late"), name: "n" });
    await expect(late).rejects.toThrow();
    await expect(acme.prompts.get({ id: idOf("late") })).rejects.toMatchObject({ code: "prompt-not-found" });
  });
});
