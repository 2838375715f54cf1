import { newEvent, testPostgresUrl } from "@promptledger/test-servers";
import { Pool } from "pg";
import { expect, test, vi } from "vitest";
import { postgresEventStore } from "../src/index.ts";
import { newSchema } from "./open-storage.ts";

const DAY = 86_400_000;

test("commands that are remembered no longer are deleted, and no others", async () => {
  const schema = newSchema();
  const pool = new Pool({ connectionString: testPostgresUrl(), max: 3 });
  let now = 0;
  const clock = { now: () => now, sleep: async () => undefined };
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
