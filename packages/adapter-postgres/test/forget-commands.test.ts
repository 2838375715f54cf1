import { systemClock } from "@promptledger/core/adapter";
import { newEvent, testPostgresUrl } from "@promptledger/test-servers";
import { Pool } from "pg";
import { expect, test, vi } from "vitest";
import { postgresEventStore } from "../src/index.ts";
import { newSchema } from "./new-schema.ts";

const DAY = 86_400_000;

test("commands that are remembered no longer are deleted, and no others", async () => {
  const schema = newSchema();
  const pool = new Pool({ connectionString: testPostgresUrl(), max: 3 });
  let now = 0;
  const clock = { ...systemClock, now: () => now };
  const ids = async (): Promise<readonly string[]> =>
    (await pool.query<{ id: string }>(`SELECT id FROM "${schema}".commands ORDER BY id`)).rows.map(
      ({ id }) => id,
    );
  const append = async (id: string): Promise<void> => {
    // A store of its own, as of another process: each looks with its first append.
    const store = postgresEventStore({ pool, schema, clock, keepCommandsForDays: 10 });
    await store.migrate();
    await store.append({
      tenant: "acme",
      command: { id, fingerprint: "f", result: "{}" },
      streams: [{ stream: "a", expected: "any", events: [newEvent(id)] }],
    });
    await store.close();
  };
  for (const [id, day] of [
    ["first", 1],
    ["second", 8],
    ["third", 12],
  ] as const) {
    now = day * DAY;
    await append(id);
  }
  await vi.waitFor(async () => expect(await ids()).toEqual(["second", "third"]), 10_000);
  await pool.query(`DROP SCHEMA "${schema}" CASCADE`);
  await pool.end();
});

test("an id that is remembered no longer but not yet deleted is taken again, by itself and among others", async () => {
  const schema = newSchema();
  const pool = new Pool({ connectionString: testPostgresUrl(), max: 3 });
  let now = 0;
  const clock = { ...systemClock, now: () => now };
  const store = postgresEventStore({ pool, schema, clock, keepCommandsForDays: 10 });
  await store.migrate();
  const append = (id: string, event: string) =>
    store.append({
      tenant: "acme",
      command: { id, fingerprint: "f", result: "{}" },
      streams: [{ stream: id, expected: "any", events: [newEvent(event)] }],
    });
  for (const id of ["alone", "one", "two"]) await append(id, `before-${id}`);
  now = 11 * DAY;
  const appended = { status: "appended", repeated: false };
  expect(await append("alone", "after-alone")).toMatchObject(appended);
  const together = await Promise.all(["one", "new", "two"].map((id) => append(id, `after-${id}`)));
  expect(together).toMatchObject([appended, appended, appended]);
  expect(await append("two", "again")).toMatchObject({ status: "appended", repeated: true });
  await store.close();
  await pool.query(`DROP SCHEMA "${schema}" CASCADE`);
  await pool.end();
});
