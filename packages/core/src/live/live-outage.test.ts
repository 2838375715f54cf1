import { memoryEventStore } from "@promptledger/adapter-memory";
import { expect, test } from "vitest";
import { bench, saying, settled } from "../../test/ledger.ts";
import { LedgerError } from "../errors.ts";
import { createLedger } from "../ledger/create-ledger.ts";
import type { TenantLedger } from "../ledger/tenant-ledger.ts";
import type { EventStore } from "../store/event-store.ts";

/** A store whose storage can go away, and come back as another one. */
function movingStore(first: EventStore) {
  let store = first;
  let isAway = false;
  const now = (): EventStore => {
    if (isAway) throw new LedgerError("unavailable", "the storage is away");
    return store;
  };
  const moving: EventStore = {
    ...first,
    append: async (batch) => now().append(batch),
    load: async (tenant, request) => now().load(tenant, request),
    async *readLog(tenant, range) {
      yield* now().readLog(tenant, range);
    },
    async *follow(tenant, request) {
      yield* now().follow(tenant, request);
    },
    catalog: {
      findPrompts: async (tenant, query) => now().catalog.findPrompts(tenant, query),
      findVersions: async (tenant, query) => now().catalog.findVersions(tenant, query),
    },
  };
  return {
    moving,
    away(value: boolean) {
      isAway = value;
    },
    become(next: EventStore) {
      store = next;
    },
  };
}

async function deploy(acme: TenantLedger, slug: string, text: string): Promise<number> {
  await acme.prompts.create({ name: slug, slug }).catch(() => undefined);
  await acme.versions.create(slug, saying(text));
  await acme.versions.commit(slug);
  return (await acme.deployments.deploy(slug, { version: "latest" })).receipt.position;
}

const jane = { tenant: "acme", actor: { id: "jane" } } as const;

test("while the storage is away, a view serves and says how stale it is; later it catches up without a gap", async () => {
  const { store, clock } = bench();
  const { moving, away } = movingStore(store);
  const acme = createLedger({ store, clock }).as(jane);
  await deploy(acme, "a", "one");
  const view = await createLedger({ store: moving, clock }).as(jane).live();
  const fresh = await createLedger({ store: moving, clock }).as(jane).live({ maxStalenessMs: 5000 });
  const changes: unknown[] = [];
  for (const name of ["change", "stale", "current", "diverged", "error", "end"] as const)
    view.on(name, () => changes.push(name));
  await clock.advance(1000);
  expect(view.resolve("a")).toMatchObject({ stale: false, staleness: 0 });
  away(true);
  await clock.advance(1000);
  expect(view.resolve("a")).toMatchObject({ number: 1, stale: true, staleness: 1000 });
  expect(fresh.resolve("a").staleness).toBe(1000);
  for (let minute = 0; minute < 10; minute++) await clock.advance(60_000);
  expect(view.resolve("a")).toMatchObject({ number: 1, stale: true, staleness: 601_000 });
  expect(() => fresh.resolve("a")).toThrow("last matched the store 601000 ms ago");
  expect(changes).toEqual(["error", "stale"]);
  await deploy(acme, "a", "two");
  const position = await deploy(acme, "b", "three");
  away(false);
  await clock.advance(1000);
  await clock.advance(1000);
  expect(view.position).toBe(position);
  expect([view.resolve("a").number, view.resolve("b").number]).toEqual([2, 1]);
  expect(view.resolve("a").staleness).toBeLessThanOrEqual(1000);
  expect(view.stale).toBe(false);
  expect(fresh.resolve("a").number).toBe(2);
  expect(changes.filter((name) => name !== "change")).toEqual(["error", "stale", "current"]);
  // The events that follow are followed.
  await view.caughtUp(await deploy(acme, "a", "four"));
  expect(view.resolve("a").number).toBe(3);
});

test("a log that was replaced is reported, and everything is loaded again while the view serves what it held", async () => {
  const { store, clock } = bench();
  const { moving, away, become } = movingStore(store);
  const acme = createLedger({ store, clock }).as(jane);
  await deploy(acme, "a", "one");
  await deploy(acme, "gone", "one");
  const view = await createLedger({ store: moving, clock }).as(jane).live();
  const changes: unknown[] = [];
  view.on("diverged", ({ error }) => changes.push(error.code));
  view.on("change", ({ from, to }) => changes.push([from?.slug, to?.slug]));
  const before = view.resolve("gone");
  const backup = memoryEventStore({ clock });
  const other = createLedger({ store: backup, clock }).as(jane);
  await deploy(other, "b", "of the backup");
  away(true);
  become(backup);
  await clock.advance(5000);
  expect(view.resolve("gone")).toBe(before);
  away(false);
  for (let second = 0; second < 4; second++) await clock.advance(1000);
  expect(view.resolve("b").content).toMatchObject(saying("of the backup"));
  expect(() => view.resolve("gone")).toThrow("there is no prompt");
  expect(before.stale).toBe(true);
  expect(changes.slice(0, 1)).toEqual(["history-diverged"]);
  expect(changes.slice(1)).toEqual([
    ["a", undefined],
    ["gone", undefined],
    [undefined, "b"],
  ]);
  await view.caughtUp(await deploy(other, "b", "and on"));
  expect(view.resolve("b").number).toBe(2);
  expect(view.stale).toBe(false);
});

test("an event of a later release makes a view stale, and ends nothing", async () => {
  const { store, clock } = bench();
  const acme = createLedger({ store, clock }).as(jane);
  await deploy(acme, "a", "one");
  const view = await acme.live();
  const errors: unknown[] = [];
  view.on("error", ({ error }) => errors.push((error as LedgerError).code));
  const { id } = await acme.prompts.get("a");
  const event = {
    id: "x",
    type: "PromptHypnotized",
    schemaVersion: 1,
    data: "{}",
    metadata: '{"actor":"x"}',
  };
  await store.append({
    tenant: "acme",
    command: { id: "c", fingerprint: "f", result: "{}" },
    streams: [{ stream: `prompt-${id}`, expected: "any", events: [{ ...event, occurredAt: null }] }],
  });
  for (let second = 0; second < 4; second++) await clock.advance(1000);
  await settled();
  expect(errors[0]).toBe("unknown-event");
  expect(view.resolve("a")).toMatchObject({ number: 1, stale: true });
});

test("deployments that a view sees together are reported one by one, in order, each with what it replaced", async () => {
  const { store, clock } = bench();
  const { moving, away } = movingStore(store);
  const acme = createLedger({ store, clock }).as(jane);
  await deploy(acme, "a", "1");
  const view = await createLedger({ store: moving, clock }).as(jane).live();
  const changes: unknown[] = [];
  view.on("change", ({ from, to }) => changes.push([from?.number, to?.number, view.resolve("a").number]));
  away(true);
  for (let number = 2; number <= 6; number++) await deploy(acme, "a", String(number));
  await clock.advance(1000);
  away(false);
  for (let second = 0; second < 3; second++) await clock.advance(1000);
  expect(changes).toEqual([2, 3, 4, 5, 6].map((number) => [number - 1, number, number]));
});
