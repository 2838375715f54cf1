import type { RecordedEvent } from "@promptledger/core/adapter";
import type { PostgresServer } from "@promptledger/test-servers";
import { newEvent, startPostgres } from "@promptledger/test-servers";
import type { PoolConfig } from "pg";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PostgresEventStore, PostgresEventStoreOptions } from "../src/index.ts";
import { postgresEventStore } from "../src/index.ts";
import { openStore } from "./open-store.ts";

let server: PostgresServer;
let unsafe: PostgresServer;

beforeAll(async () => {
  [server, unsafe] = await Promise.all([startPostgres(), startPostgres({ settings: { fsync: false } })]);
  await Promise.all([migrate(server.url), migrate(unsafe.url)]);
});

afterAll(async () => {
  await Promise.all([server?.stop(), unsafe?.stop()]);
});

it("a server without fsync is refused by the setting's name", async () => {
  await expect(append(unsafe.url)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("fsync = off: set fsync = on"),
  });
});

it("a server without fsync is accepted where the host accepts that events can be lost", async () => {
  await expect(append(unsafe.url, { allowVolatile: true })).resolves.toBe(1);
});

it("a server without full_page_writes is refused by the setting's name", async () => {
  await run(server.url, "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()");
  await expect
    .poll(() => append(server.url).catch((error: Error) => error.message))
    .toContain("full_page_writes = off: set full_page_writes = on");
  await run(server.url, "ALTER SYSTEM RESET full_page_writes", "SELECT pg_reload_conf()");
});

it("synchronous_commit off is refused, whether it comes from the role, the database or the pool", async () => {
  const refusal = {
    code: "unavailable",
    message: expect.stringContaining("synchronous_commit = off: set synchronous_commit = on"),
  };
  await expect(append(server.url, { options: "-c synchronous_commit=off" })).rejects.toMatchObject(refusal);
  const careless = new URL(server.url);
  careless.username = "careless";
  await run(
    server.url,
    "CREATE ROLE careless LOGIN SUPERUSER",
    "ALTER ROLE careless SET synchronous_commit = off",
  );
  await expect(append(careless.href)).rejects.toMatchObject(refusal);
  await run(server.url, "ALTER DATABASE postgres SET synchronous_commit = off");
  await expect(append(server.url)).rejects.toMatchObject(refusal);
  await run(server.url, "ALTER DATABASE postgres RESET synchronous_commit");
  await expect(append(server.url, { options: "-c synchronous_commit=local" })).resolves.toBe(1);
});

// `kill -9` cannot show this: what the kernel has, outlives the server.
it("each acknowledged append was flushed to the disk before", async () => {
  const before = await flushes();
  const appends = 200;
  await expect(append(server.url, { appends })).resolves.toBe(appends);
  // A connection tells what it did when it ends; the server's own writer, which may flush for it, from time to time.
  await expect.poll(flushes, { timeout: 15_000 }).toBeGreaterThanOrEqual(before + appends);
  console.log(`${appends} appends one after the other: ${(await flushes()) - before} flushes of the log`);
});

interface Appends extends Pick<PoolConfig, "options">, Pick<PostgresEventStoreOptions, "allowVolatile"> {
  readonly appends?: number;
}

let made = 0;

/** Appends with a store and a pool of its own, one after the other, and answers how many were acknowledged. */
async function append(url: string, { appends = 1, allowVolatile, ...config }: Appends = {}): Promise<number> {
  const pool = newPool({ connectionString: url, max: 1, ...config });
  const store = postgresEventStore({ pool, ...(allowVolatile !== undefined && { allowVolatile }) });
  try {
    let acknowledged = 0;
    for (let count = 0; count < appends; count += 1) {
      made += 1;
      const command = `command-${made}`;
      const { status } = await store.append({
        tenant: "acme",
        command: { id: command, fingerprint: "f", result: "{}" },
        streams: [{ stream: "prompt-1", expected: "any", events: [newEvent(command)] }],
      });
      if (status === "appended") acknowledged += 1;
    }
    return acknowledged;
  } finally {
    await store.close();
    await pool.end();
  }
}

async function migrate(url: string): Promise<void> {
  await (await openStore(url)).close();
}

/** A pool whose connections may be ended by a server that is stopped. */
function newPool(config: PoolConfig): Pool {
  const pool = new Pool(config);
  pool.on("error", () => undefined);
  return pool;
}

/** How often the server has flushed its write-ahead log. From PostgreSQL 18 on another view counts it. */
async function flushes(): Promise<number> {
  const [[version]] = (await run(server.url, "SELECT current_setting('server_version_num')::integer")) as [
    [number],
  ];
  const statement =
    version < 180_000
      ? "SELECT wal_sync::integer FROM pg_stat_wal"
      : "SELECT sum(fsyncs)::integer FROM pg_stat_io WHERE object = 'wal'";
  return Number((await run(server.url, statement))[0]?.[0]);
}

async function run(url: string, ...statements: readonly string[]): Promise<readonly unknown[][]> {
  const pool = newPool({ connectionString: url, max: 1 });
  try {
    let rows: unknown[][] = [];
    for (const text of statements) rows = (await pool.query({ text, rowMode: "array" })).rows;
    return rows;
  } finally {
    await pool.end();
  }
}

it("synchronous_commit that is turned off while a store is open stops writes, until it is on again", async () => {
  const pool = new Pool({ connectionString: server.url, max: 2 });
  const store = postgresEventStore({ pool });
  const write = async (): Promise<string> => {
    const [command, stream] = [crypto.randomUUID(), crypto.randomUUID()];
    const batch = {
      tenant: "acme",
      command: { id: command, fingerprint: "f", result: "{}" },
      streams: [{ stream, expected: "none" as const, events: [newEvent(command)] }],
    };
    return store.append(batch).then(
      ({ status }) => status,
      (error: Error) => error.message,
    );
  };
  await store.records.put("acme", [{ kind: "k", key: "kept", value: "1", expected: "none" }]);
  const [restored] = await logOf(store);
  if (restored === undefined) throw new Error("the log is empty");
  const others = {
    put: () =>
      store.records.put("acme", [{ kind: "k", key: crypto.randomUUID(), value: "1", expected: "none" }]),
    change: () => store.records.put("acme", [{ kind: "k", key: "kept", value: "2", expected: 1 }]),
    remove: () => store.records.remove("acme", "k", "kept"),
    restore: () => store.restore("other", [{ ...restored, tenant: "other" }]),
  };
  expect(await write()).toBe("appended");
  await run(server.url, "ALTER SYSTEM SET synchronous_commit = off", "SELECT pg_reload_conf()");
  await expect.poll(write).toContain("set synchronous_commit");
  // Other connections of the pool may hear of it later.
  for (const [name, other] of Object.entries(others))
    await expect
      .poll(() => other().then(String, (error: Error) => error.message), { message: name })
      .toContain("set synchronous_commit");
  await run(server.url, "ALTER SYSTEM RESET synchronous_commit", "SELECT pg_reload_conf()");
  await expect.poll(write).toBe("appended");
  await store.close();
  await pool.end();
});

async function logOf(store: PostgresEventStore): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readLog("acme", { after: 0, limit: 1 })) events.push(event);
  return events;
}
