import type { Filter, Sort } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { systemClock } from "@promptledger/core/adapter";
import { afterEach, expect, test, vi } from "vitest";
import { memoryEventStore, memoryStorage } from "../src/index.ts";

const byName: Sort = { field: "name", direction: "ascending" };

/** Its time stands still, or the slices that are over at once would be taken for a search without end. */
const clock = { ...systemClock, now: () => 0 };

afterEach(() => {
  vi.restoreAllMocks();
});

test("a search lets writes have their turn, and answers what there was when it was called", async () => {
  const acme = createLedger({ store: memoryEventStore({ clock }) }).as({
    tenant: "acme",
    actor: { id: "jane" },
  });
  for (let index = 10; index < 40; index++) await acme.prompts.create({ id: `p${index}`, name: `${index}` });
  const before = await acme.prompts.find({ sort: byName, page: { number: 2, size: 20 } });
  // Each slice is over as soon as it has begun.
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
  let done = false;
  const finding = acme.prompts.find({ sort: byName, page: { number: 2, size: 20 } }).finally(() => {
    done = true;
  });
  // The call of the catalog itself.
  await new Promise((resolve) => setImmediate(resolve));
  await acme.prompts.edit({ id: "p39" }, { name: "0" });
  await acme.prompts.delete({ id: "p38" });
  await acme.prompts.create({ name: "99" });
  expect(done).toBe(false);
  expect(await finding).toEqual(before);
  expect(before.items.map(({ name }) => name)).toEqual(
    Array.from({ length: 10 }, (_, index) => `${30 + index}`),
  );
});

test("a search finds by the versions and deployments that there were when it was called", async () => {
  const acme = createLedger({ store: memoryEventStore({ clock }) }).as({
    tenant: "acme",
    actor: { id: "jane" },
  });
  for (let index = 10; index < 20; index++) {
    const prompt = await acme.prompts.create({ id: `p${index}`, name: `${index}` });
    await acme.versions.create(prompt, { model: "old" });
    await acme.versions.commit(prompt);
    await acme.deployments.deploy(prompt, { version: 1 });
  }
  const has = (field: "current.model" | "live.model"): Filter => ({
    type: "compare",
    field,
    operator: "equals",
    value: "old",
  });
  const filter: Filter = { type: "and", filters: [has("current.model"), has("live.model")] };
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
  const finding = acme.prompts.find({ filter, sort: byName });
  await new Promise((resolve) => setImmediate(resolve));
  await acme.versions.create({ id: "p19" }, { model: "new" });
  await acme.deployments.undeploy({ id: "p18" });
  await acme.versions.create({ id: "p17" }, { model: "newer" });
  expect((await finding).total).toBe(10);
  vi.restoreAllMocks();
  expect((await acme.prompts.find({ filter })).total).toBe(7);
});

// All were copied before the first turn: 88 to 153 ms for 100,000.
test("a search looks at no more than a slice of the prompts before others have their turn", async () => {
  const storage = memoryStorage();
  const store = memoryEventStore({ storage, clock });
  const acme = createLedger({ store }).as({ tenant: "acme", actor: { id: "jane" } });
  for (let index = 0; index < 30; index++) await acme.prompts.create({ name: `${index}` });
  const streams = storage.tenants.get("acme")?.streams ?? new Map();
  const values = streams.values.bind(streams);
  let seen = 0;
  vi.spyOn(streams, "values").mockImplementation(function* () {
    for (const stream of values()) {
      seen += 1;
      yield stream;
    }
    return undefined;
  });
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
  const query = { filter: { type: "and", filters: [] }, scope: "all", environment: "production" } as const;
  const finding = store.catalog.findPrompts("acme", { ...query, sort: byName, page: { number: 1, size: 5 } });
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  expect(seen).toBeLessThanOrEqual(2);
  expect((await finding).total).toBe(30);
});

test("a search ends at the time limit, and when its signal aborts", async () => {
  let now = 0;
  let step = 0;
  const clock = { now: () => (now += step), sleep: async () => undefined };
  const store = memoryEventStore({ clock, timeout: 1000 });
  const acme = createLedger({ store, clock }).as({ tenant: "acme", actor: { id: "jane" } });
  for (let index = 0; index < 5; index++) await acme.prompts.create({ name: `${index}` });
  // Each slice is over as soon as it has begun.
  let spent = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (spent += 1000));
  step = 600;
  await expect(acme.prompts.find()).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("1000 ms"),
  });
  const controller = new AbortController();
  const query = { filter: { type: "and", filters: [] }, sort: byName, page: { number: 1, size: 5 } } as const;
  const found = store.catalog.findPrompts(
    "acme",
    { ...query, scope: "all", environment: "production" },
    { signal: controller.signal },
  );
  controller.abort();
  await expect(found).rejects.toMatchObject({ code: "unavailable" });
});
