import type { Ledger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import type { Filter } from "@promptledger/core/adapter";
import { systemClock } from "@promptledger/core/adapter";
import { newEvent } from "@promptledger/test-servers";
import { contractClauses, runClause } from "@promptledger/testing";
import type { Pool, PoolClient } from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { PostgresEventStore, Transaction } from "../src/index.ts";
import { postgresEventStore } from "../src/index.ts";
import { newSchema } from "./new-schema.ts";
import { insertPrompts, planOfSearch } from "./search-plan.ts";
import type { SecuredDatabase } from "./secured-database.ts";
import { createSecuredDatabase } from "./secured-database.ts";

/** One connection: each call has the connection of the one before. */
let pool: Pool;
let admin: Pool;
let secured: SecuredDatabase;

beforeAll(async () => {
  secured = await createSecuredDatabase();
  admin = secured.admin;
  pool = secured.newPool();
});

afterAll(() => secured.drop());

const TABLES = [
  "events",
  "commands",
  "prompts",
  "prompt_bodies",
  "prompt_terms",
  "versions",
  "deployments",
  "slugs",
  "records",
];

/** How many rows of each table a connection sees. */
async function counts(
  client: Pick<Pool, "query">,
  schema: string,
): Promise<Readonly<Record<string, number>>> {
  const columns = TABLES.map((table) => `(SELECT count(*)::integer FROM ${schema}.${table}) AS ${table}`);
  const { rows } = await client.query(`SELECT ${columns.join(", ")}`);
  return rows[0];
}

const everywhere = (count: unknown) => Object.fromEntries(TABLES.map((table) => [table, count]));

describe("on one pooled connection", () => {
  const schema = newSchema();
  let store: PostgresEventStore;
  let ledger: Ledger<Transaction>;
  const jane = { id: "jane" };

  beforeAll(async () => {
    store = postgresEventStore({ pool, schema, rowLevelSecurity: true });
    ledger = createLedger({ store });
    await store.migrate();
    for (const tenant of ["acme", "other"]) {
      const home = ledger.as({ tenant, actor: jane });
      await home.prompts.create({ id: "prm-1", name: `Support of ${tenant}`, slug: "support" });
      await home.versions.create({ id: "prm-1" }, { model: "gpt-4o" });
      await home.versions.commit({ id: "prm-1" });
      await home.deployments.deploy({ id: "prm-1" }, { version: 1 });
      await store.records.put(tenant, [{ kind: "k", key: "key", value: tenant, expected: "none" }]);
    }
  });
  afterAll(() => ledger.close());

  test("a table of tenants is never without its policy", async () => {
    const { rows } = await admin.query<{ name: string; forced: boolean }>(
      `SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('tenant', 'scope')
        WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r'`,
      [schema],
    );
    expect(Object.fromEntries(rows.map(({ name, forced }) => [name, forced]))).toEqual(everywhere(true));
  });

  test("the names of tenants alone are seen without one, and their list shows each with its last event", async () => {
    const { rows } = await pool.query(`SELECT * FROM ${schema}.tenants ORDER BY name`);
    expect(rows).toEqual([{ name: "acme" }, { name: "other" }]);
    for await (const { tenant, head } of store.tenants())
      expect((await store.load(tenant, {})).head).toEqual(head);
    // What the list sets ends with its statement.
    expect(await counts(pool, schema)).toEqual(everywhere(0));
  });

  test("each tenant finds its own after the other was there, and a connection without a tenant finds nothing", async () => {
    for (const tenant of ["acme", "other", "acme"]) {
      const { items } = await ledger.as({ tenant, actor: jane }).prompts.find();
      expect(items.map(({ name }) => name)).toEqual([`Support of ${tenant}`]);
      expect((await store.records.list(tenant, "k")).map(({ value }) => value)).toEqual([tenant]);
      expect(await counts(pool, schema)).toEqual(everywhere(0));
    }
  });

  test("a prompt is found by the name and the tag that it was given last", async () => {
    const acme = ledger.as({ tenant: "acme", actor: jane });
    await acme.prompts.create({ id: "prm-2", name: "Greeting" });
    await acme.prompts.edit({ id: "prm-2" }, { name: "Farewell" });
    const finds = async (filter: Filter) => (await acme.prompts.find({ filter })).items.map(({ id }) => id);
    const named = { type: "compare", field: "name", operator: "contains", ignoreCase: true } as const;
    expect(await finds({ ...named, value: "AREWEL" })).toEqual(["prm-2"]);
    expect(await finds({ ...named, value: "greet" })).toEqual([]);
    await acme.prompts.tag({ id: "prm-2" }, { key: "team", value: "sales" });
    expect(await finds({ type: "compare", field: "tag", operator: "equals", value: "team:sales" })).toEqual([
      "prm-2",
    ]);
    await acme.prompts.delete({ id: "prm-2" });
    expect(await finds({ ...named, value: "farewell" })).toEqual([]);
  });

  test("nothing leaks after a statement that failed, nor after a transaction that was rolled back", async () => {
    const [acme, other] = ["acme", "other"].map((tenant) => ledger.as({ tenant, actor: jane }));
    const append = (id: string) =>
      store.append({
        tenant: "acme",
        command: { id, fingerprint: "f", result: "{}" },
        streams: [{ stream: "s", expected: "any", events: [newEvent("taken")] }],
      });
    await append("first");
    await expect(append("failing")).rejects.toMatchObject({ code: "duplicate-event" });
    expect(await counts(pool, schema)).toEqual(everywhere(0));

    const client = await pool.connect();
    await client.query("BEGIN");
    await acme?.within(client).prompts.edit({ id: "prm-1" }, { name: "Undone" });
    expect((await counts(client, schema))["events"]).toBeGreaterThan(0);
    await expect(client.query(`SELECT 1 / 0`)).rejects.toThrow(/zero/u);
    await client.query("ROLLBACK");
    expect(await counts(client, schema)).toEqual(everywhere(0));
    client.release();

    expect((await other?.prompts.find())?.items.map(({ name }) => name)).toEqual(["Support of other"]);
    expect((await acme?.prompts.get({ id: "prm-1" }))?.name).toBe("Support of acme");
  });

  test("a transaction of the host's may hold several tenants, at once and around a savepoint", async () => {
    const client = await pool.connect();
    await client.query("BEGIN");
    const [acme, other] = ["acme", "other"].map((tenant) =>
      ledger.as({ tenant, actor: jane }).within(client),
    );
    const heads = ["acme", "other", "acme"].map((tenant) => store.within(client).load(tenant, {}));
    for (const { head } of await Promise.all(heads)) expect(head.position).toBeGreaterThan(0);
    await client.query("SAVEPOINT before");
    await other?.prompts.edit({ id: "prm-1" }, { name: "Undone" });
    await client.query("ROLLBACK TO before");
    expect((await acme?.prompts.get({ id: "prm-1" }))?.name).toBe("Support of acme");
    expect((await other?.prompts.find())?.items.map(({ name }) => name)).toEqual(["Support of other"]);
    await client.query("COMMIT");
    client.release();
    expect(await counts(pool, schema)).toEqual(everywhere(0));
  });

  test("a transaction sees, changes and deletes its tenant's rows only, and writes none of another's", async () => {
    const client = await pool.connect();
    await client.query("BEGIN; SET LOCAL promptledger.tenant = 'acme'");
    for (const table of TABLES) {
      const column = table === "records" ? "scope" : "tenant";
      const { rows } = await client.query(`SELECT DISTINCT ${column} AS tenant FROM ${schema}.${table}`);
      expect([table, rows]).toEqual([table, [{ tenant: "acme" }]]);
      const writes = [
        `INSERT INTO ${schema}.${table} SELECT (jsonb_populate_record(t, '{"${column}":"other"}')).* FROM ${schema}.${table} t`,
        ...(table === "events" ? [] : [`UPDATE ${schema}.${table} SET ${column} = 'other'`]),
      ];
      for (const write of writes) {
        await client.query("SAVEPOINT before");
        await expect(client.query(write)).rejects.toThrow(/row-level security/u);
        await client.query("ROLLBACK TO before");
      }
      if (table === "events") continue;
      const { rowCount } = await client.query(`DELETE FROM ${schema}.${table} WHERE ${column} = 'other'`);
      expect([table, rowCount]).toEqual([table, 0]);
    }
    await client.query("ROLLBACK");
    client.release();
  });
});

test("an append whose connection is lost at its COMMIT has an unknown outcome, until its command id is looked up", async () => {
  const schema = newSchema();
  const store = postgresEventStore({ pool, schema, rowLevelSecurity: true });
  await store.migrate();
  const append = () =>
    store.append({
      tenant: "acme",
      command: { id: "doubtful", fingerprint: "f", result: "{}" },
      streams: [{ stream: "s", expected: "none", events: [newEvent("doubtful")] }],
    });
  await pool.query(`
    CREATE FUNCTION ${schema}.die() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER dies_at_commit AFTER INSERT ON ${schema}.commands
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ${schema}.die()`);
  await expect(append()).rejects.toMatchObject({ code: "outcome-unknown" });
  await pool.query(`DROP TRIGGER dies_at_commit ON ${schema}.commands`);
  expect(await append()).toMatchObject({ status: "appended", repeated: false, position: 1 });
  expect(await append()).toMatchObject({ status: "appended", repeated: true, position: 1 });
  await store.close();
});

test("commands that are remembered no longer are deleted tenant by tenant", async () => {
  const schema = newSchema();
  let now = 0;
  const clock = { ...systemClock, now: () => now };
  const append = async (tenant: string, id: string): Promise<void> => {
    const store = postgresEventStore({ pool, schema, clock, keepCommandsForDays: 1, rowLevelSecurity: true });
    await store.migrate();
    await store.append({
      tenant,
      command: { id, fingerprint: "f", result: "{}" },
      streams: [{ stream: "s", expected: "any", events: [newEvent(`${tenant} ${id}`)] }],
    });
    await store.close();
  };
  const kept = async (): Promise<readonly string[]> => {
    const { rows } = await admin.query<{ command: string }>(
      `SELECT tenant || ' ' || id AS command FROM ${schema}.commands ORDER BY 1`,
    );
    return rows.map(({ command }) => command);
  };
  await append("acme", "early");
  await append("other", "early");
  now = 2 * 86_400_000;
  await append("acme", "late");
  await vi.waitFor(async () => expect(await kept()).toEqual(["acme late", "other early"]), 10_000);
  await append("other", "late");
  await vi.waitFor(async () => expect(await kept()).toEqual(["acme late", "other late"]), 10_000);
});

describe("a role or a schema that would not keep tenants apart is refused", () => {
  const schema = newSchema();
  const plain = newSchema();

  beforeAll(async () => {
    await postgresEventStore({ pool, schema, rowLevelSecurity: true }).migrate();
    await postgresEventStore({ pool, schema: plain }).migrate();
  });

  test("a superuser, and one who has BYPASSRLS, by name", async () => {
    const above = postgresEventStore({ pool: admin, schema, rowLevelSecurity: true });
    await expect(above.load("acme", {})).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/the role \w+ is a superuser.*NOSUPERUSER/u),
    });
    const bypassing = newSchema();
    await admin.query(
      `CREATE ROLE ${bypassing} LOGIN PASSWORD '${bypassing}' BYPASSRLS IN ROLE ${secured.role}`,
    );
    const own = secured.newPool(bypassing);
    const store = postgresEventStore({ pool: own, schema, rowLevelSecurity: true });
    await expect(store.load("acme", {})).rejects.toThrow(
      new RegExp(`the role ${bypassing} has BYPASSRLS.*NOBYPASSRLS`, "u"),
    );
    await own.end();
    await admin.query(`DROP ROLE ${bypassing}`);
  });

  test("a schema without policies by a store that relies on them, and the other way about", async () => {
    const strict = postgresEventStore({ pool, schema: plain, rowLevelSecurity: true });
    await expect(strict.load("acme", {})).rejects.toMatchObject({
      code: "schema-mismatch",
      message: expect.stringMatching(
        /no forced row-level security on events, .*records: call store.migrate/u,
      ),
    });
    const careless = postgresEventStore({ pool, schema });
    await expect(careless.load("acme", {})).rejects.toMatchObject({
      code: "schema-mismatch",
      message: expect.stringMatching(/would hide every row from the role.*rowLevelSecurity: true/u),
    });
    // Whom the policies do not hold, for a backup or a look across tenants.
    expect(await postgresEventStore({ pool: admin, schema }).load("acme", {})).toMatchObject({
      command: null,
    });
    // One policy that somebody took away is missed.
    await pool.query(`ALTER TABLE ${schema}.slugs NO FORCE ROW LEVEL SECURITY`);
    const store = postgresEventStore({ pool, schema, rowLevelSecurity: true });
    await expect(store.load("acme", {})).rejects.toThrow(/on slugs:/u);
    await store.migrate();
    expect(await store.load("acme", {})).toMatchObject({ command: null });
  });
});

test("a ledger that is there already is secured by several at once, and found again", async () => {
  const schema = newSchema();
  const before = createLedger({ store: postgresEventStore({ pool, schema }) });
  await postgresEventStore({ pool, schema }).migrate();
  const jane = { tenant: "acme", actor: { id: "jane" } };
  await before.as(jane).prompts.create({ name: "Earlier prompt" });
  await before.close();
  const results = await Promise.all(
    [1, 2, 3].map(() =>
      postgresEventStore({ pool: secured.newPool(), schema, rowLevelSecurity: true }).migrate(),
    ),
  );
  expect(results.map(({ applied }) => applied)).toEqual([[], [], []]);
  const ledger = createLedger({ store: postgresEventStore({ pool, schema, rowLevelSecurity: true }) });
  const { items } = await ledger.as(jane).prompts.find({
    filter: { type: "compare", field: "name", operator: "contains", value: "lier PRO", ignoreCase: true },
  });
  expect(items.map(({ name }) => name)).toEqual(["Earlier prompt"]);
  await ledger.close();
});

describe("below the policies a search of 20,000 prompts that were never analysed", () => {
  const schema = newSchema();
  let client: PoolClient;
  const plan = (filter: Filter) => planOfSearch(client, schema, filter, true);
  const contains: Filter = {
    type: "compare",
    field: "name",
    operator: "contains",
    value: "T 4711",
    ignoreCase: true,
  };
  const living: Filter = { type: "compare", field: "deleted", operator: "equals", value: false };

  beforeAll(async () => {
    await postgresEventStore({ pool, schema }).migrate();
    await pool.query(`ALTER TABLE ${schema}.prompts SET (autovacuum_enabled = off)`);
    await insertPrompts(pool, schema, 20_000);
    await postgresEventStore({ pool, schema, rowLevelSecurity: true }).migrate();
    await pool.query(`ALTER TABLE ${schema}.prompt_terms SET (autovacuum_enabled = off)`);
    client = await pool.connect();
    await client.query("BEGIN; SET LOCAL promptledger.tenant = 'acme'");
  });
  afterAll(async () => {
    await client.query("ROLLBACK");
    client.release();
  });

  test("reads the trigrams of names, and the prompts that have them by their keys", async () => {
    for (const filter of [contains, { type: "and", filters: [living, contains] } as const]) {
      const { indexes, whole } = await plan(filter);
      expect(indexes).toEqual(expect.arrayContaining(["prompt_terms_pkey", "prompts_pkey"]));
      expect(whole).toEqual([]);
    }
  });

  test("reads the tags", async () => {
    const { indexes, whole } = await plan({
      type: "compare",
      field: "tag",
      operator: "equals",
      value: "team:7",
    });
    expect(indexes).toContain("prompt_terms_pkey");
    expect(whole).toEqual([]);
  });
});

describe("the contract of EventStore is kept on one connection", () => {
  // All of them run in row-level-security.soak.test.ts.
  const chosen = ["AP-1", "AP-5", "AP-7", "EV-7", "EV-12", "CM-1", "DO-1", "DO-2", "DO-6"];
  chosen.push("DO-12", "CA-6", "CA-10", "CA-14", "RE-6", "TE-1", "TE-3", "TE-5");
  chosen.push("TE-6", "TE-7", "TE-8", "TE-10");
  for (const clause of contractClauses) {
    if (!chosen.includes(clause.id)) continue;
    const run = () => runClause(clause, secured.openStorage, { patience: 10_000, runs: 8 });
    test(`${clause.id} ${clause.title}`, run);
  }
});
