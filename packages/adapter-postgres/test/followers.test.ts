import { execFileSync } from "node:child_process";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Clock, EventStore, RecordedEvent } from "@promptledger/core/adapter";
import { isLedgerError, systemClock } from "@promptledger/core/adapter";
import type { PostgresServer } from "@promptledger/test-servers";
import { logOf, newEvent, startPostgres } from "@promptledger/test-servers";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { postgresEventStore } from "../src/index.ts";
import { eraseSchema } from "./faults.ts";

/** A clock on which every wait is a tenth as long. */
const quick: Clock = {
  now: systemClock.now,
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / 10, signal),
};

let server: PostgresServer;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  // A server that does not flush restarts sooner.
  server = await startPostgres({ settings: { fsync: false } });
  const pool = new Pool({ connectionString: server.url, max: 1 });
  const store = postgresEventStore({ pool, allowVolatile: true });
  await store.migrate();
  await store.close();
  await pool.end();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

afterAll(() => server?.stop("immediate"));

function open(): EventStore {
  const pool = new Pool({ connectionString: server.url, max: 4 });
  const store = postgresEventStore({ pool, clock: quick, allowVolatile: true });
  opened.push({
    async close() {
      await store.close();
      await pool.end();
    },
  });
  return store;
}

async function append(store: EventStore, tenant: string, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const events = [newEvent(id)];
    const command = { id, fingerprint: "f", result: "{}" };
    const batch = { tenant, command, streams: [{ stream: id, expected: "none" as const, events }] };
    for (let isDone = false; !isDone; ) {
      isDone = await store.append(batch).then(
        () => true,
        (error: unknown) => {
          if (!isLedgerError(error) || !error.retryable) throw error;
          return false;
        },
      );
    }
  }
}

async function take(follower: AsyncIterator<RecordedEvent>, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  while (ids.length < count) ids.push((await follower.next()).value.id);
  return ids;
}

const follow = (store: EventStore, tenant: string): AsyncIterator<RecordedEvent> =>
  store.follow(tenant, { after: 0 })[Symbol.asyncIterator]();

/** How many connections listen. */
async function listening(): Promise<number> {
  const pool = new Pool({ connectionString: server.url, max: 1 });
  try {
    const { rows } = await pool.query(
      "SELECT count(*)::integer AS count FROM pg_stat_activity WHERE query LIKE 'LISTEN%'",
    );
    return rows[0].count;
  } finally {
    await pool.end();
  }
}

it("a server that is killed and restarted costs a follower nothing, and is listened to again", async () => {
  const store = open();
  await append(store, "killed", "a", "b");
  const follower = follow(store, "killed");
  expect(await take(follower, 2)).toEqual(["a#1", "b#1"]);
  await expect.poll(listening).toBe(1);
  const next = take(follower, 2);
  await server.kill();
  // One that starts while the server is away waits like one that runs.
  const late = take(follow(store, "killed"), 4);
  await server.start();
  await append(store, "killed", "c", "d");
  expect(await next).toEqual(["c#1", "d#1"]);
  expect(await late).toEqual(["a#1", "b#1", "c#1", "d#1"]);
  await expect.poll(listening, { timeout: 10_000 }).toBe(1);
});

it("a follower notices that the server was restored from an older backup while it waited", async () => {
  const store = open();
  await append(store, "restored", "a", "b");
  await server.kill();
  const [data, backup] = [join(server.folder, "data"), join(server.folder, "backup")];
  execFileSync("cp", ["-a", data, backup]);
  await server.start();
  const [shorter, longer] = [follow(store, "restored"), follow(store, "restored")];
  await append(store, "restored", "c", "d");
  await take(shorter, 4);
  await take(longer, 4);
  const end = shorter.next();
  end.catch(() => undefined);
  await server.kill();
  rmSync(data, { recursive: true });
  renameSync(backup, data);
  await server.start();
  await expect(end).rejects.toMatchObject({ code: "history-diverged" });
  await append(store, "restored", "other-c", "other-d", "other-e");
  await expect(longer.next()).rejects.toMatchObject({ code: "history-diverged" });
});

it("a long read of the log notices that the log was replaced before its last pages were read", async () => {
  const store = open();
  const pool = new Pool({ connectionString: server.url, max: 1 });
  // Three pages: while the first one is looked at, the second one is read.
  const ids = Array.from({ length: 2400 }, (_, index) => `long-${index}`);
  for (const part of [ids.slice(0, 800), ids.slice(800, 1600), ids.slice(1600)]) {
    const streams = [{ stream: "s", expected: "any" as const, events: part.map((id) => newEvent(id)) }];
    const command = { id: part[0] ?? "", fingerprint: "f", result: "{}" };
    await store.append({ tenant: "long", command, streams });
  }
  const log = await logOf(store, "long");
  const reading = store.readLog("long", { after: 0 })[Symbol.asyncIterator]();
  await reading.next();
  await eraseSchema((text) => pool.query(text), "promptledger");
  await store.restore(
    "long",
    log.map((event) => ({ ...event, id: `other-${event.id}` })),
  );
  const rest = async (): Promise<void> => {
    while ((await reading.next()).done !== true);
  };
  await expect(rest()).rejects.toMatchObject({ code: "history-diverged" });
  await pool.end();
});
