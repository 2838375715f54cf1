import { createLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core/adapter";
import { testPostgresUrl } from "@promptledger/test-servers";
import { CompiledQuery, Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresEventStore } from "../src/index.ts";
import { newSchema } from "./new-schema.ts";
import { sharedPGlite } from "./open-storage.ts";

const schema = newSchema();
const pool = new Pool({ connectionString: testPostgresUrl(), max: 6 });
const store = postgresEventStore({ pool, schema, lockTimeout: 2000 });
const ledger = createLedger({ store });
const acme = ledger.as({ tenant: "acme", actor: { id: "jane" } });
const other = ledger.as({ tenant: "other", actor: { id: "sam" } });

beforeAll(async () => {
  await store.migrate();
  await pool.query(`CREATE TABLE "${schema}".orders (prompt text PRIMARY KEY)`);
});

afterAll(async () => {
  await ledger.close();
  await pool.query(`DROP SCHEMA "${schema}" CASCADE`);
  await pool.end();
});

async function orders(): Promise<readonly string[]> {
  const { rows } = await pool.query<{ prompt: string }>(
    `SELECT prompt FROM "${schema}".orders ORDER BY prompt`,
  );
  return rows.map(({ prompt }) => prompt);
}

describe("inside a transaction of the host's", () => {
  test("a tenant whose first events it writes is listed once they are committed, and not if they are rolled back", async () => {
    const client = await pool.connect();
    const listed = async () => {
      const names: string[] = [];
      for await (const { tenant } of store.tenants({ after: "n" }))
        if (tenant.startsWith("new")) names.push(tenant);
      return names;
    };
    for (const [tenant, end] of [
      ["new-1", "ROLLBACK"],
      ["new-2", "COMMIT"],
    ] as const) {
      await client.query("BEGIN");
      await ledger
        .as({ tenant, actor: { id: "jane" } })
        .within(client)
        .prompts.create({ name: "First" });
      expect(await listed()).toEqual([]);
      await client.query(end);
    }
    client.release();
    expect(await listed()).toEqual(["new-2"]);
    expect(() => store.within(client).tenants()).toThrow(/inside a transaction/u);
  });

  test("the host's table and the ledger change together, or not at all", async () => {
    const client = await pool.connect();
    for (const [id, end] of [
      ["kept", "COMMIT"],
      ["dropped", "ROLLBACK"],
    ] as const) {
      await client.query("BEGIN");
      const inside = acme.within(client);
      await inside.prompts.create({ id, name: id });
      await inside.versions.create({ id }, { model: "gpt-4o" });
      await client.query(`INSERT INTO "${schema}".orders VALUES ($1)`, [id]);
      // What was written is read inside, and by nobody else yet.
      expect((await inside.prompts.get({ id })).numbers).toEqual([1]);
      expect((await inside.prompts.find()).items.map((row) => row.id)).toContain(id);
      expect((await inside.versions.list({ id })).total).toBe(1);
      expect((await inside.history.of({ id })).items.map(({ type }) => type)).toContain("VersionCreated");
      await expect(acme.prompts.get({ id })).rejects.toThrow(/no prompt/u);
      await client.query(end);
    }
    client.release();
    expect((await acme.versions.get({ id: "kept" }, 1)).content.model).toBe("gpt-4o");
    await expect(acme.prompts.get({ id: "dropped" })).rejects.toMatchObject({ code: "prompt-not-found" });
    expect(await orders()).toEqual(["kept"]);
    // The next position is the next one: what was rolled back left no gap.
    const before = (await store.load("acme", {})).head.position;
    const { receipt } = await acme.prompts.star({ id: "kept" }, true);
    expect(receipt.position).toBe(before + 1);
  });

  test("Kysely's transaction serves as well", async () => {
    const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
    await kysely.transaction().execute(async (trx) => {
      const inside = acme.within({
        query: (text, values) => trx.executeQuery(CompiledQuery.raw(text, values)),
      });
      await inside.prompts.create({ id: "by-kysely", name: "By Kysely" });
    });
    expect((await acme.prompts.get({ id: "by-kysely" })).name).toBe("By Kysely");
  });

  test("a command that is repeated inside answers what it answered first, and a conflict aborts nothing", async () => {
    const client = await pool.connect();
    await client.query("BEGIN");
    const inside = acme.within(client);
    const first = await inside.prompts.create({ name: "Twice" }, { commandId: "twice" });
    const again = await inside.prompts.create({ name: "Twice" }, { commandId: "twice" });
    expect(again.receipt.repeated).toBe(true);
    expect(again.id).toBe(first.id);
    await expect(inside.prompts.create({ id: first.id, name: "Taken" })).rejects.toMatchObject({
      code: "id-taken",
    });
    await client.query("COMMIT");
    client.release();
    expect((await acme.prompts.get(first)).name).toBe("Twice");
  });

  test("others wait for the tenant's lock, until it is free or the time is over; other tenants do not wait", async () => {
    await acme.prompts.create({ id: "busy", name: "Busy" });
    const client = await pool.connect();
    await client.query("BEGIN");
    // In a flow of its own, as another request of the host's would be.
    await new Promise<void>((resolve, reject) => {
      setTimeout(() =>
        acme
          .within(client)
          .prompts.star({ id: "busy" }, true)
          .then(() => resolve(), reject),
      );
    });
    const [late, elsewhere] = [
      acme.prompts.edit({ id: "busy" }, { name: "Late" }),
      other.prompts.create({ name: "Elsewhere" }),
    ];
    late.catch(() => undefined);
    const many = Array.from({ length: 30 }, (_, index) => other.prompts.create({ name: `Many ${index}` }));
    expect((await elsewhere).name).toBe("Elsewhere");
    await Promise.all(many);
    await expect(late).rejects.toMatchObject({ code: "busy" });
    const patient = acme.prompts.edit({ id: "busy" }, { name: "Patient" });
    await client.query("COMMIT");
    client.release();
    expect((await patient).name).toBe("Patient");
  });

  test("an append outside while inside fails instead of waiting for itself", async () => {
    const client = await pool.connect();
    await client.query("BEGIN");
    await acme.within(client).prompts.create({ name: "Inside" });
    const began = Date.now();
    const outside = await acme.prompts.create({ name: "Outside" }).catch((error: unknown) => error);
    expect(isLedgerError(outside, "busy")).toBe(true);
    expect(String(outside)).toMatch(/within\(transaction\)/u);
    expect(Date.now() - began).toBeLessThan(20_000);
    await client.query("COMMIT");
    client.release();
    // After the end the same flow may go on as before.
    expect((await acme.prompts.create({ name: "After" })).name).toBe("After");
  });

  test("what cannot be done inside is refused, and so is another isolation", async () => {
    const client = await pool.connect();
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    await expect(acme.within(client).prompts.create({ name: "Repeatable" })).rejects.toThrow(
      /READ COMMITTED/u,
    );
    await client.query("ROLLBACK");
    client.release();
    const inside = store.within({ query: async () => [] });
    expect(() => inside.follow("acme", { after: 0 })).toThrow(/follow cannot be called inside/u);
    expect(() => inside.rebuild("acme")).toThrow(/rebuild cannot be called inside/u);
    await expect(inside.restore("acme", [])).rejects.toThrow(/restore cannot be called inside/u);
  });
});

test("PGlite's transaction takes the ledger along, and an append outside of it is refused at once", async () => {
  const pglite = await sharedPGlite();
  const embedded = postgresEventStore({ pglite, schema: newSchema() });
  await embedded.migrate();
  const home = createLedger({ store: embedded }).as({ tenant: "home", actor: { id: "jane" } });
  await pglite.transaction(async (trx) => {
    await home.within(trx).prompts.create({ id: "one", name: "One" });
    await expect(
      embedded.append({
        tenant: "home",
        command: { id: "c", fingerprint: "f", result: "{}" },
        streams: [{ stream: "s", expected: "any", events: [] }],
      }),
    ).rejects.toMatchObject({ code: "busy" });
  });
  const undone = pglite.transaction(async (trx) => {
    await home.within(trx).prompts.create({ id: "two", name: "Two" });
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect((await home.prompts.find()).items.map(({ id }) => id)).toEqual(["one"]);
  await embedded.close();
});

describe("what is in no transaction is refused, and nothing is written", () => {
  const refused = { code: "invalid-input", retryable: false };

  test("a pool", async () => {
    await expect(acme.within(pool).prompts.create({ id: "by-pool", name: "P" })).rejects.toMatchObject(
      refused,
    );
    await expect(acme.prompts.get({ id: "by-pool" })).rejects.toMatchObject({ code: "prompt-not-found" });
  });

  test("a client before BEGIN, and after its transaction has ended", async () => {
    const client = await pool.connect();
    const inside = acme.within(client);
    await expect(inside.prompts.create({ id: "before", name: "P" })).rejects.toMatchObject(refused);
    for (const end of ["COMMIT", "ROLLBACK"]) {
      await client.query("BEGIN");
      await client.query(end);
      await expect(inside.prompts.create({ id: "after", name: "P" })).rejects.toMatchObject(refused);
      await expect(inside.prompts.get({ id: "p" })).rejects.toMatchObject(refused);
      const log = inside.history.log()[Symbol.asyncIterator]();
      await expect(log.next()).rejects.toMatchObject(refused);
      await expect(inside.history.search({})).rejects.toMatchObject(refused);
    }
    client.release();
    const ids = (await acme.prompts.find()).items.map((row) => row.id);
    expect(ids).not.toContain("before");
    expect(ids).not.toContain("after");
  });

  test("a driver that does not tell", async () => {
    const query = (text: string, values: unknown[]) => pool.query(text, values);
    await expect(acme.within({ query }).prompts.create({ name: "P" })).rejects.toMatchObject(refused);
  });

  test.each(["COMMIT", "ROLLBACK", "COMMIT; BEGIN"])(
    "a transaction whose %s is sent while the call is on its way",
    async (end) => {
      const id = `late-${end.replaceAll(/\W/gu, "")}`;
      const client = await pool.connect();
      await client.query("BEGIN");
      const inside = acme.within({
        query: async (text: string, values: unknown[]) => {
          // Right before the append, as where the host does not wait for the call.
          if (text.includes("append_v1")) await client.query(end);
          return client.query(text, values);
        },
      });
      await expect(inside.prompts.create({ id, name: "P" })).rejects.toMatchObject(refused);
      await client.query("ROLLBACK");
      client.release();
      // It once was committed by itself.
      await expect(acme.prompts.get({ id })).rejects.toMatchObject({ code: "prompt-not-found" });
    },
  );

  test("PGlite itself", async () => {
    const pglite = await sharedPGlite();
    const embedded = postgresEventStore({ pglite, schema: newSchema() });
    await embedded.migrate();
    const home = createLedger({ store: embedded }).as({ tenant: "home", actor: { id: "jane" } });
    await expect(home.within(pglite).prompts.create({ name: "P" })).rejects.toMatchObject(refused);
    await embedded.close();
  });

  test("a transaction that has failed, or is serializable, says why and that it is not worth a repetition", async () => {
    const client = await pool.connect();
    await client.query("BEGIN");
    await client.query("SELECT 1 / 0").catch(() => undefined);
    await expect(acme.within(client).prompts.create({ name: "P" })).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(/roll it back/u),
    });
    await client.query("ROLLBACK");
    await client.query("BEGIN ISOLATION LEVEL SERIALIZABLE");
    await expect(acme.within(client).prompts.create({ name: "P" })).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(/READ COMMITTED/u),
    });
    await client.query("ROLLBACK");
    client.release();
  });
});
