import { createLedger } from "@promptledger/core";
import type { Freezer, PostgresServer } from "@promptledger/test-servers";
import { freezer, newEvent, startPostgres } from "@promptledger/test-servers";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PostgresEventStore } from "../src/index.ts";
import { postgresEventStore } from "../src/index.ts";

let server: PostgresServer;
let pool: Pool;
let store: PostgresEventStore;
let frozen: Freezer;

beforeAll(async () => {
  server = await startPostgres();
  frozen = freezer(server);
  const first = new Pool({ connectionString: server.url, max: 1 });
  await postgresEventStore({ pool: first }).migrate();
  await first.end();
});
beforeEach(async () => {
  pool = new Pool({ connectionString: server.url, max: 4 });
  store = postgresEventStore({ pool, timeout: 10_000, clock: frozen.clock });
  await store.load("acme", {});
  // A frozen server opens no connections.
  const clients = await Promise.all(Array.from({ length: 4 }, () => pool.connect()));
  for (const client of clients) client.release();
});
afterEach(async () => {
  frozen.thaw();
  await store.close();
  await pool.end();
});
afterAll(() => server?.stop("immediate"));

function append(id: string, signal?: AbortSignal): Promise<unknown> {
  const command = { id, fingerprint: "f", result: "{}" };
  const streams = [{ stream: "s", expected: "any" as const, events: [newEvent(id)] }];
  return store.append({ tenant: "acme", command, streams }, signal === undefined ? {} : { signal });
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("a frozen server", () => {
  it("ends the writes and the reads of a ledger at the time limit, and the store goes on afterwards", async () => {
    const acme = createLedger({ store, clock: frozen.clock }).as({ tenant: "acme", actor: { id: "jane" } });
    const prompt = await acme.prompts.create({ name: "P" });
    frozen.freeze();
    const edited = acme.prompts.edit(prompt, { name: "Q" }, { commandId: "edit" });
    await expect(edited).rejects.toMatchObject({ code: "outcome-unknown" });
    await expect(acme.prompts.find()).rejects.toMatchObject({ code: "unavailable" });
    frozen.thaw();
    const again = await acme.prompts.edit(prompt, { name: "Q" }, { commandId: "edit" });
    expect(again.receipt.changed).toBe(true);
  });

  it("ends a migration when its signal aborts, and a later one does what is left", async () => {
    frozen.freeze();
    const controller = new AbortController();
    const migrated = store.migrate({ signal: controller.signal });
    await turns();
    controller.abort();
    await expect(migrated).rejects.toMatchObject({ code: "outcome-unknown" });
    frozen.thaw();
    expect((await store.migrate()).applied).toEqual([]);
  });

  it("gives back an append that waits when its signal aborts, and leaves the outcome of one in flight unknown", async () => {
    const acme = createLedger({ store, clock: frozen.clock }).as({ tenant: "acme", actor: { id: "jane" } });
    const prompt = await acme.prompts.create({ name: "P" });
    frozen.freeze();
    const controller = new AbortController();
    const { signal } = controller;
    // Each is sent in a call of its own, of which two may be in flight.
    const edit = acme.prompts.edit(prompt, { name: "Q" }, { signal });
    await turns();
    const other = append("other").catch(() => undefined);
    await turns();
    const waiting = append("waiting", signal);
    const calls = Promise.allSettled([edit, waiting]);
    await turns();
    controller.abort();
    expect(await calls).toMatchObject([
      { reason: { code: "outcome-unknown" } },
      { reason: { code: "unavailable" } },
    ]);
    await other;
    frozen.thaw();
    expect((await store.load("acme", { command: "waiting" })).command).toBeNull();
  });

  it("lets close end within its bounds", async () => {
    const ledger = createLedger({ store, clock: frozen.clock, closeTimeout: 1000 });
    frozen.freeze();
    const write = ledger
      .as({ tenant: "acme", actor: { id: "jane" } })
      .prompts.create({ name: "P" })
      .catch(({ code }) => code);
    const begin = performance.now();
    await ledger.close().catch((error: unknown) => expect(error).toMatchObject({ code: "unavailable" }));
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(await write).toBe("unavailable");
  });
});

it("cancels a search on the server when its signal aborts, and ends those that wait for their turn", async () => {
  const acme = createLedger({ store, clock: frozen.clock }).as({ tenant: "acme", actor: { id: "jane" } });
  await acme.prompts.create({ name: "P" });
  const patient = postgresEventStore({ pool });
  const searching = createLedger({ store: patient }).as({ tenant: "acme", actor: { id: "jane" } });
  const blocker = new Pool({ connectionString: server.url, max: 1 });
  const client = await blocker.connect();
  await client.query("BEGIN; LOCK TABLE promptledger.prompts IN ACCESS EXCLUSIVE MODE");
  const waiting = async (): Promise<number> => {
    const text =
      "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'promptledger.prompts'::regclass";
    return Number((await client.query(text)).rows[0].count);
  };
  const controller = new AbortController();
  const searches = Promise.allSettled(
    Array.from({ length: 4 }, () => searching.prompts.find({ signal: controller.signal })),
  );
  await expect.poll(waiting).toBeGreaterThan(0);
  controller.abort();
  for (const one of await searches) expect(one).toMatchObject({ reason: { code: "unavailable" } });
  await expect.poll(waiting).toBe(0);
  await client.query("ROLLBACK");
  client.release();
  await blocker.end();
  await patient.close();
  expect((await acme.prompts.find()).total).toBeGreaterThan(0);
});
