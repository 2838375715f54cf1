import type { EventStore } from "@promptledger/core/adapter";
import { newEvent, testPostgres } from "@promptledger/test-servers";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { postgresEventStore } from "../src/index.ts";

let pool: Pool;
let store: EventStore;

beforeAll(async () => {
  pool = new Pool({ connectionString: await testPostgres().createDatabase(), max: 4 });
  const opened = postgresEventStore({ pool, maximumWaiting: { appends: 3, bytes: 10_000_000 } });
  await opened.migrate();
  store = opened;
});

afterAll(async () => {
  await store.close();
  await pool.end();
});

let appends = 0;

function append(tenant: string): Promise<unknown> {
  appends += 1;
  const command = { id: `command-${appends}`, fingerprint: "f", result: "{}" };
  const events = [newEvent(`event-${appends}`)];
  const streams = [{ stream: `stream-${appends}`, expected: "none" as const, events }];
  return store.append({ tenant, command, streams });
}

// The first calls wait until the server was checked, and were not counted meanwhile.
it.each(["before the server was checked", "after that"])(
  "maximumWaiting bounds the appends and loads of all tenants together, %s",
  async () => {
    const all = [append("a"), store.load("a", {}), append("b"), store.load("b", {}), append("a")];
    const settled = await Promise.allSettled(all);
    expect(settled.map((one) => (one.status === "rejected" ? one.reason.code : "done"))).toEqual([
      "done",
      "done",
      "done",
      "overloaded",
      "overloaded",
    ]);
    await expect(append("b")).resolves.toMatchObject({ status: "appended" });
  },
);
