import { newEvent, testPostgresUrl } from "@promptledger/test-servers";
import { Pool } from "pg";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { postgresEventStore } from "../src/index.ts";
import { newSchema } from "./new-schema.ts";

const pool = new Pool({ connectionString: testPostgresUrl(), max: 8 });
let schema = newSchema();
beforeEach(() => {
  schema = newSchema();
});
afterEach(async () => {
  await pool.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
});
afterAll(() => pool.end());

const open = () => postgresEventStore({ pool, schema });
const batch = (id: string, stream = id) => ({
  tenant: "acme",
  command: { id, fingerprint: "f", result: "{}" },
  streams: [{ stream, expected: "any" as const, events: [newEvent(id)] }],
});

describe("the schema", () => {
  test("is made once by several that migrate at once", async () => {
    const results = await Promise.all([1, 2, 3].map(() => open().migrate()));
    const applied = results.flatMap((result) => result.applied);
    expect(applied).toEqual([...new Set(applied)]);
    expect(applied).toContain(results[0]?.version);
    expect((await open().migrate()).applied).toEqual([]);
    expect(await open().append(batch("a"))).toMatchObject({ status: "appended", position: 1 });
  });

  test("has no function of more than 150 lines", async () => {
    await open().migrate();
    const { rows } = await pool.query(
      `SELECT p.proname, cardinality(string_to_array(p.prosrc, E'\\n')) AS lines FROM pg_proc p
       JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = $1 ORDER BY lines DESC`,
      [schema],
    );
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(({ lines }) => lines > 150)).toEqual([]);
  });

  test("is made also while other schemas of the database come and go", async () => {
    const others = [1, 2, 3].map(() => newSchema());
    let ended = false;
    const comings = others.map(async (other) => {
      while (!ended) {
        const tables = ["a", "b", "c", "d"].map((name) => `CREATE TABLE "${other}".${name} (id int)`);
        await pool.query(`CREATE SCHEMA "${other}"; ${tables.join("; ")}`);
        await pool.query(`DROP SCHEMA "${other}" CASCADE`);
      }
    });
    try {
      for (let count = 0; count < 10; count++) {
        expect((await open().migrate()).applied).not.toEqual([]);
        await pool.query(`DROP SCHEMA "${schema}" CASCADE`);
      }
    } finally {
      ended = true;
      await Promise.all(comings);
    }
  });

  test("that is not there, older or newer is refused, with what to do", async () => {
    const store = open();
    await expect(store.append(batch("a"))).rejects.toMatchObject({ code: "schema-mismatch" });
    await expect(store.load("acme", {})).rejects.toThrow(/is not there.*promptledger migrate/u);
    // The same store goes on once it is migrated.
    const { version } = await store.migrate();
    expect(await store.append(batch("a"))).toMatchObject({ position: 1 });

    await pool.query(`DELETE FROM "${schema}".migrations WHERE name = $1`, [version]);
    await expect(open().load("acme", {})).rejects.toThrow(/is at 0001, and this release needs 0002/u);
    await pool.query(`INSERT INTO "${schema}".migrations VALUES ($1, 'now'), ('9999', 'now')`, [version]);
    await expect(open().load("acme", {})).rejects.toThrow(/is at 9999, which is newer.*upgrade/u);
    await expect(open().migrate()).rejects.toMatchObject({ code: "schema-mismatch" });
  });

  test("keeps events: UPDATE, DELETE and TRUNCATE are refused", async () => {
    const store = open();
    await store.migrate();
    await store.append(batch("a"));
    for (const change of ["UPDATE %s SET data = '{}'", "DELETE FROM %s", "TRUNCATE %s"]) {
      const statement = change.replace("%s", `"${schema}".events`);
      await expect(pool.query(statement)).rejects.toThrow(/never changed or deleted/u);
    }
    expect((await store.load("acme", {})).head.position).toBe(1);
  });

  test("lets events be redacted: texts, with the hashes of those that were stored first, and nothing else", async () => {
    const store = open();
    await store.migrate();
    await store.append(batch("a"));
    const update = async (changes: string): Promise<string> => {
      const statement = `UPDATE "${schema}".events SET ${changes} RETURNING redacted`;
      const { rows } = await pool.query<{ redacted: string }>(statement);
      return rows[0]?.redacted ?? "";
    };
    const hash = (column: string) => `encode(sha256(convert_to(${column}, 'UTF8')), 'hex')`;
    const redacted = (...columns: string[]) =>
      `redacted = json_build_object(${columns.map((column) => `'${column}', ${hash(column)}`).join(", ")})`;
    const refused = [
      `data = '"x"', redacted = '{"data":"${"0".repeat(64)}"}'`,
      `data = '"x"', ${redacted("metadata")}`,
      `data = '"x"', ${redacted("data", "metadata")}`,
      `data = '"x"', type = 'Other', ${redacted("data")}`,
      `data = '"x"', occurred_at = 1, ${redacted("data")}`,
      redacted("data"),
    ];
    for (const changes of refused) await expect(update(changes)).rejects.toThrow(/never changed or deleted/u);
    const first = await update(`data = '"x"', ${redacted("data")}`);
    await expect(update(`data = '"y"', ${redacted("data")}`)).rejects.toThrow(/never changed/u);
    expect(await update(`data = '"y"'`)).toBe(first);
    const both = await update(
      `metadata = '{}', redacted = (redacted::jsonb || jsonb_build_object('metadata', ${hash("metadata")}))::text`,
    );
    expect(JSON.parse(both)).toMatchObject(JSON.parse(first));
    await expect(update("redacted = NULL")).rejects.toThrow(/never changed or deleted/u);
  });

  test("has the name that it is given, and only a plain one", () => {
    for (const name of ["Ledger", "pg_ledger", "1st", 'a"b', "", "a".repeat(49)])
      expect(() => postgresEventStore({ pool, schema: name })).toThrow(/schema: must have/u);
  });
});

describe("an append that the database refuses", () => {
  test("fails alone: those that went with it are appended, in their order and without a gap", async () => {
    const store = open();
    await store.migrate();
    await store.append(batch("taken"));
    const poisoned = {
      ...batch("poisoned"),
      streams: [{ stream: "p", expected: "any" as const, events: [newEvent("taken")] }],
    };
    // So few that they go in one call.
    const names = Array.from({ length: 7 }, (_, index) => `n-${index}`);
    const all = names.map((name, index) => store.append(index === 4 ? poisoned : batch(name)));
    const outcomes = await Promise.allSettled(all);
    expect(outcomes[4]).toMatchObject({ status: "rejected", reason: { code: "duplicate-event" } });
    const positions = outcomes.flatMap((one) =>
      one.status === "fulfilled" && one.value.status === "appended" ? [one.value.position] : [],
    );
    expect(positions).toEqual(Array.from({ length: 6 }, (_, index) => index + 2));
  });

  test("is reported without what it held", async () => {
    const store = open();
    await store.migrate();
    await store.append(batch("secret-id"));
    const again = {
      ...batch("other"),
      streams: [{ stream: "s", expected: "any" as const, events: [newEvent("secret-id")] }],
    };
    const error = await store.append(again).catch((thrown: unknown) => thrown);
    expect(
      JSON.stringify([error, String(error), String((error as Error).cause), (error as Error).cause]),
    ).not.toContain("secret-id");
  });
});
