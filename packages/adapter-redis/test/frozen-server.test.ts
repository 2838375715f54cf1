import { createLedger } from "@promptledger/core";
import type { Freezer, RedisServer } from "@promptledger/test-servers";
import { freezer, newEvent, startRedis } from "@promptledger/test-servers";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";

let server: RedisServer;
let opened: OpenStore;
let frozen: Freezer;

beforeAll(async () => {
  server = await startRedis();
  frozen = freezer(server);
});
beforeEach(async () => {
  opened = openStore(server.url, { timeout: 10_000, clock: frozen.clock });
  await opened.store.load("acme", {});
});
afterEach(async () => {
  frozen.thaw();
  await opened.close();
});
afterAll(() => server?.stop());

function append(id: string, signal?: AbortSignal): Promise<unknown> {
  const command = { id, fingerprint: "f", result: "{}" };
  const streams = [{ stream: "s", expected: "any" as const, events: [newEvent(id)] }];
  return opened.store.append({ tenant: "acme", command, streams }, signal === undefined ? {} : { signal });
}

async function commandOf(id: string): Promise<unknown> {
  return (await opened.store.load("acme", { command: id })).command;
}

it("makes reads unavailable and appends outcome-unknown at the time limit, and the store goes on afterwards", async () => {
  frozen.freeze();
  const reads = [opened.store.load("acme", {}), opened.store.records.list("acme", "actor")];
  const unavailable = { status: "rejected", reason: { code: "unavailable" } };
  expect(await Promise.allSettled(reads)).toMatchObject([unavailable, unavailable]);
  // By now nothing can be sent: the connection is opened again.
  await expect(append("unsent")).rejects.toMatchObject({ code: "unavailable" });
  frozen.thaw();
  await expect(append("after")).resolves.toMatchObject({ status: "appended", repeated: false });
  expect(await commandOf("unsent")).toBeNull();
  frozen.freeze();
  await expect(append("sent")).rejects.toMatchObject({
    code: "outcome-unknown",
    message: expect.stringMatching(/took too long for a write .*within 10000 ms/u),
  });
});

it("ends the writes and the reads of a ledger", async () => {
  const acme = createLedger({ store: opened.store, clock: frozen.clock }).as({
    tenant: "acme",
    actor: { id: "jane" },
  });
  const prompt = await acme.prompts.create({ name: "P" });
  frozen.freeze();
  const edited = acme.prompts.edit(prompt, { name: "Q" }, { commandId: "edit" });
  await expect(edited).rejects.toMatchObject({ code: "outcome-unknown" });
  await expect(acme.prompts.find()).rejects.toMatchObject({ code: "unavailable" });
  frozen.thaw();
  const again = await acme.prompts.edit(prompt, { name: "Q" }, { commandId: "edit" });
  expect(again.receipt.changed).toBe(true);
});

it("takes back an append that waits when its signal aborts, and says of one in flight that its outcome is unknown", async () => {
  const acme = createLedger({ store: opened.store, clock: frozen.clock }).as({
    tenant: "acme",
    actor: { id: "jane" },
  });
  const prompt = await acme.prompts.create({ name: "P" });
  frozen.freeze();
  const { signal, abort } = abortable();
  // Each is sent in a call of its own, of which two may be in flight.
  const edit = acme.prompts.edit(prompt, { name: "Q" }, { signal });
  await turns();
  const other = append("other").catch(() => undefined);
  await turns();
  const waiting = append("waiting", signal);
  const calls = Promise.allSettled([edit, waiting]);
  await turns();
  abort();
  expect(await calls).toMatchObject([
    { reason: { code: "outcome-unknown" } },
    { reason: { code: "unavailable" } },
  ]);
  await other;
  frozen.thaw();
  expect(await commandOf("waiting")).toBeNull();
});

function abortable(): { readonly signal: AbortSignal; abort(): void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

it("lets close end within its bounds", async () => {
  const ledger = createLedger({ store: opened.store, clock: frozen.clock, closeTimeout: 1000 });
  const acme = ledger.as({ tenant: "acme", actor: { id: "jane" } });
  frozen.freeze();
  const write = acme.prompts.create({ name: "P" }).catch(({ code }) => code);
  const begin = performance.now();
  await ledger.close().catch((error: unknown) => expect(error).toMatchObject({ code: "unavailable" }));
  await opened.store.close();
  expect(performance.now() - begin).toBeLessThan(10_000);
  expect(await write).toBe("unavailable");
});
