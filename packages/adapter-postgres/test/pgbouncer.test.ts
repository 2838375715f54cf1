import { createLedger } from "@promptledger/core";
import { START } from "@promptledger/core/adapter";
import type { PgBouncer } from "@promptledger/test-servers";
import { logOf, newEvent, startPgBouncer, testPostgres } from "@promptledger/test-servers";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";

let url: string;
let bouncer: PgBouncer;
/** Through pgbouncer in transaction mode: each statement may run on another connection, and LISTEN hears nothing. */
let opened: OpenStore;

beforeAll(async () => {
  url = await testPostgres().createDatabase();
  bouncer = await startPgBouncer({ postgres: url, settings: { default_pool_size: 3 } });
  opened = await openStore(bouncer.url);
});

afterAll(async () => {
  await opened?.close();
  await bouncer?.stop();
});

it("the schema was migrated through pgbouncer, and is up to date for others", async () => {
  const direct = await openStore(url);
  expect(await direct.store.migrate()).toMatchObject({ applied: [] });
  expect(await opened.store.migrate()).toMatchObject({ applied: [] });
  await direct.close();
});

it("commands, reads and lists work through pgbouncer, many at once", async () => {
  const acme = createLedger({ store: opened.store }).as({ tenant: "acme", actor: { id: "jane" } });
  const names = Array.from({ length: 20 }, (_, index) => `Prompt ${index + 1}`);
  const prompts = await Promise.all(names.map((name) => acme.prompts.create({ name })));
  await Promise.all(prompts.map((prompt) => acme.versions.create(prompt, { model: "gpt-4o" })));
  expect((await acme.versions.get(prompts[7]!, 1)).status).toBe("draft");
  expect(await logOf(opened.store, "acme")).not.toHaveLength(0);
  const found = await acme.prompts.find({ page: { number: 1, size: 5 } });
  expect([found.total, found.items.length]).toEqual([20, 5]);
});

it("a follower through pgbouncer gets what another store appends, by looking for it", async () => {
  const other = await openStore(url);
  const events = opened.store.follow("followed", { after: START })[Symbol.asyncIterator]();
  for (let count = 1; count <= 5; count += 1) {
    const next = events.next();
    const command = `command-${count}`;
    await other.store.append({
      tenant: "followed",
      command: { id: command, fingerprint: "f", result: "{}" },
      streams: [{ stream: "prompt-1", expected: count - 1, events: [newEvent(command)] }],
    });
    const appended = performance.now();
    expect(await next).toMatchObject({ value: { position: count } });
    // It looks four times a second; a busy machine takes longer.
    expect(performance.now() - appended).toBeLessThan(10_000);
  }
  await events.return?.();
  await other.close();
});

// On a busy machine everything takes its time.
const PATIENT = { timeout: 10_000 };

describe("a store that is closed leaves nothing that listens", () => {
  it("on the server", async () => {
    await expect.poll(listening, PATIENT).toBe(0);
    const one = await openStore(url);
    const [ended] = await beginToFollow(one);
    await expect.poll(listening, PATIENT).toBe(1);
    await one.store.close();
    await ended;
    expect(one.pool.totalCount).toBe(one.pool.idleCount);
    await expect.poll(listening, PATIENT).toBe(0);
    await one.pool.end();
  });

  it("behind pgbouncer, whose connections live longer than the store", async () => {
    // With one connection behind it, what is seen through it is what the store had.
    const narrow = await startPgBouncer({ postgres: url, settings: { default_pool_size: 1 } });
    try {
      const one = await openStore(narrow.url);
      const [ended] = await beginToFollow(one);
      const channels = (): Promise<unknown> => run(narrow.url, "SELECT pg_listening_channels()");
      expect(await channels()).toEqual([]);
      await one.close();
      await ended;
      expect(await channels()).toEqual([]);
    } finally {
      await narrow.stop();
    }
  });
});

/** Follows, has seen an event, and waits until the store is closed: what is answered holds that it then ends. */
async function beginToFollow({ store }: OpenStore): Promise<Promise<void>[]> {
  count += 1;
  const tenant = `quiet-${count}`;
  const command = `begin-${count}`;
  await store.append({
    tenant,
    command: { id: command, fingerprint: "f", result: "{}" },
    streams: [{ stream: "a", expected: "any", events: [newEvent(command)] }],
  });
  const events = store.follow(tenant, { after: START })[Symbol.asyncIterator]();
  expect(await events.next()).toMatchObject({ value: { position: 1 } });
  return [events.next().then((result) => expect(result).toEqual({ done: true, value: undefined }))];
}

let count = 0;

/** How many connections of the server have begun to listen, and done nothing since. */
async function listening(): Promise<number> {
  const statement =
    "SELECT count(*)::integer FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";
  return Number((await run(url, statement))[0]?.[0]);
}

async function run(connectionString: string, text: string): Promise<readonly unknown[][]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query({ text, rowMode: "array" })).rows;
  } finally {
    await client.end();
  }
}
