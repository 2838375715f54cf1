import { memoryEventStore, memoryStorage } from "@promptledger/adapter-memory";
import { expect, test } from "vitest";
import { refusal, saying } from "../../test/ledger.ts";
import { createLedger } from "../ledger/create-ledger.ts";
import type { EventStore } from "../store/event-store.ts";

// Two processes on one storage; `loads` counts how often the first one loads.
function processes(recentPrompts?: number) {
  const storage = memoryStorage();
  const open = (store: EventStore, options = {}) =>
    createLedger({ store, ...options }).as({ tenant: "acme", actor: { id: "jane" } });
  const store = memoryEventStore({ storage });
  const counted = { loads: 0 };
  const load: EventStore["load"] = (tenant, request) => {
    counted.loads += 1;
    return store.load(tenant, request);
  };
  const options = recentPrompts === undefined ? {} : { recentPrompts };
  return {
    counted,
    one: open({ ...store, load }, options),
    other: open(memoryEventStore({ storage })),
  };
}

test("a command on a prompt that this process wrote last needs no load", async () => {
  const { counted, one } = processes();
  const { id } = await one.prompts.create({ name: "n" });
  await one.versions.create({ id }, saying("a"));
  const before = counted.loads;
  for (const text of ["b", "c", "d"]) await one.versions.edit({ id }, 1, saying(text));
  await one.versions.commit({ id });
  expect((await one.deployments.deploy({ id }, { version: 1 })).environment).toBe("production");
  expect(counted.loads).toBe(before);
  expect((await one.versions.get({ id }, 1)).content.messages?.[0]?.content).toBe("d");
});

test("what another process wrote in between is seen", async () => {
  const { one, other } = processes();
  const { id } = await one.prompts.create({ name: "n" });
  await one.versions.create({ id }, saying("a"));
  await other.versions.commit({ id });
  expect(await refusal(one.versions.edit({ id }, 1, saying("b")))).toMatchObject({
    code: "version-committed",
  });
  await other.prompts.edit({ id }, { name: "m" });
  expect((await one.prompts.edit({ id }, { description: "d" })).name).toBe("m");
});

test("a refusal and a change that changes nothing are decided on what is loaded", async () => {
  const { one, other } = processes();
  const { id } = await one.prompts.create({ name: "n" });
  await one.versions.create({ id }, saying("a"));
  await one.versions.commit({ id });
  await other.versions.create({ id }, saying("b"));
  expect((await one.versions.commit({ id })).number).toBe(2);
  await other.prompts.edit({ id }, { name: "m" });
  expect((await one.prompts.edit({ id }, { name: "n" })).receipt.changed).toBe(true);
});

test("a command id that another process used is found", async () => {
  const { one, other } = processes();
  const { id } = await one.prompts.create({ name: "n" });
  await other.prompts.edit({ id }, { name: "m" }, { commandId: "c" });
  expect((await one.prompts.edit({ id }, { name: "m" }, { commandId: "c" })).receipt.repeated).toBe(true);
});

test("so many prompts are kept, those written last", async () => {
  const { counted, one } = processes(2);
  const ids = [];
  for (const name of ["a", "b", "c"]) ids.push((await one.prompts.create({ name })).id);
  const [a = "", b = "", c = ""] = ids;
  const rename = async (id: string, name: string): Promise<number> => {
    const before = counted.loads;
    await one.prompts.edit({ id }, { name });
    return counted.loads - before;
  };
  expect(await rename(b, "b2")).toBe(0);
  expect(await rename(c, "c2")).toBe(0);
  expect(await rename(a, "a2")).toBe(1);
  expect(await rename(c, "c3")).toBe(0);
  expect(await rename(b, "b3")).toBe(1);
});

test("of a prompt with many versions the current one is kept, and the others are loaded", async () => {
  const { counted, one } = processes();
  const { id } = await one.prompts.create({ name: "n" });
  for (let number = 1; number <= 6; number++) await one.versions.create({ id }, saying(String(number)));
  const before = counted.loads;
  await one.versions.edit({ id }, 6, saying("six"));
  expect(counted.loads).toBe(before);
  await one.versions.edit({ id }, 2, { description: "two" });
  expect(counted.loads).toBe(before + 1);
  expect((await one.versions.get({ id }, 2)).description).toBe("two");
});

test("with none kept every command loads", async () => {
  const { counted, one } = processes(0);
  const { id } = await one.prompts.create({ name: "n" });
  const before = counted.loads;
  await one.prompts.edit({ id }, { name: "m" });
  expect(counted.loads).toBe(before + 1);
});
