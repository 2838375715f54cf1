import { memoryEventStore } from "@promptledger/adapter-memory";
import type { RecordStore } from "@promptledger/core/adapter";
import { describe, expect, test } from "vitest";
import { actorDirectory } from "./actor-directory.ts";

const nobody = { email: null, firstName: null, lastName: null, erased: false };

/** Records that count their calls. */
function counted() {
  const { records } = memoryEventStore();
  const calls = { get: 0, put: 0 };
  const counting: RecordStore = {
    ...records,
    get: (...args) => {
      calls.get += 1;
      return records.get(...args);
    },
    put: (...args) => {
      calls.put += 1;
      return records.put(...args);
    },
  };
  return { records: counting, calls };
}

describe("X15 the actor directory", () => {
  test("numbers people 1, 2, 3 in the order in which they come, in each tenant", async () => {
    const directory = actorDirectory(memoryEventStore().records);
    for (const id of ["ann", "bob", "ann", "eve"]) await directory.remember("acme", { id });
    await directory.remember("other", { id: "eve" });
    expect(await directory.describe("acme", ["eve", "ann", "nobody", "bob"])).toEqual([
      { id: "eve", number: 3, ...nobody },
      { id: "ann", number: 1, ...nobody },
      null,
      { id: "bob", number: 2, ...nobody },
    ]);
    expect(await directory.describe("other", ["eve"])).toEqual([{ id: "eve", number: 1, ...nobody }]);
  });

  test("takes 200 people at once, and the same one 200 times", async () => {
    const { records, calls } = counted();
    const directory = actorDirectory(records);
    const ids = Array.from({ length: 200 }, (_, index) => `p${index}`);
    // Half of them once were refused as busy.
    await Promise.all(ids.map((id) => directory.remember("acme", { id })));
    const numbers = (await directory.list("acme")).map(({ number }) => number);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(ids.map((_, index) => index + 1));
    calls.put = 0;
    await Promise.all(ids.map(() => directory.remember("acme", { id: "new" })));
    expect(calls.put).toBe(2);
  });

  test("keeps what it has, and adds what is new", async () => {
    const { records } = memoryEventStore();
    const directory = actorDirectory(records);
    await directory.remember("acme", { id: "ann", email: "ann@acme.test", firstName: "Ann" });
    await directory.remember("acme", { id: "ann" });
    await directory.remember("acme", { id: "ann", email: "lind@acme.test", lastName: "Lind" });
    const email = "lind@acme.test";
    const entry = { id: "ann", number: 1, email, firstName: "Ann", lastName: "Lind", erased: false };
    const [described] = await directory.describe("acme", ["ann"]);
    expect(described).toEqual(entry);
    expect(Object.isFrozen(described)).toBe(true);
    expect(await actorDirectory(records).describe("acme", ["ann"])).toEqual([entry]);
  });

  test("asks the storage nothing about a person that this process knows already", async () => {
    const { records, calls } = counted();
    const directory = actorDirectory(records);
    const ann = { id: "ann", email: "ann@acme.test" };
    await directory.remember("acme", ann);
    const before = { ...calls };
    await directory.remember("acme", { ...ann });
    expect(calls).toEqual(before);
    await actorDirectory(records).remember("acme", ann);
    expect(calls.put).toBe(before.put);
  });

  test("never enters a person again whom this or another process has erased", async () => {
    const { records } = memoryEventStore();
    let now = 0;
    const directory = actorDirectory(records, { now: () => now });
    const ann = { id: "ann", email: "ann@a.test" };
    await directory.remember("acme", ann);
    await actorDirectory(records).erase("acme", "ann");
    // It once entered them again a minute later.
    for (now of [59_999, 60_000, 200_000]) {
      await directory.remember("acme", ann);
      await directory.remember("acme", { ...ann, lastName: "Lind" });
      expect(await directory.list("acme")).toEqual([{ id: "ann", number: 1, ...nobody, erased: true }]);
    }
    await directory.erase("acme", "ann");
    await directory.remember("acme", ann);
    expect(await directory.list("acme")).toEqual([{ id: "ann", number: 1, ...nobody, erased: true }]);
  });

  test("asks the history before it stores a name, and marks whom it says was erased", async () => {
    const { records } = memoryEventStore();
    const asked: string[] = [];
    const directory = actorDirectory(records, undefined, async (tenant, id) => {
      asked.push(`${tenant} ${id}`);
      return id === "ann";
    });
    for (const id of ["ann", "bob"]) await directory.remember("acme", { id });
    expect(asked).toEqual([]);
    for (const id of ["ann", "bob"]) await directory.remember("acme", { id, firstName: "A" });
    expect(await directory.list("acme")).toEqual([
      { id: "ann", number: 1, ...nobody, erased: true },
      { id: "bob", number: 2, ...nobody, firstName: "A" },
    ]);
    expect(asked).toEqual(["acme ann", "acme bob"]);
  });

  test("has no name whenever a person is erased while others enter them", async () => {
    const ann = { id: "ann", email: "ann@a.test" };
    const { records, calls } = counted();
    let told = false;
    const process = () => actorDirectory(records, undefined, async () => told);
    let turn = 0;
    // As the ledger does: the event first, then the record; at any moment of a first write.
    for (const isKnown of [false, true])
      for (let moment = 0; moment < 6; moment++) {
        const tenant = `t${turn++}`;
        told = false;
        if (isKnown) await process().remember(tenant, ann);
        const entering = process().remember(tenant, { ...ann, lastName: "Lind" });
        for (let tick = 0; tick < moment; tick++) await Promise.resolve();
        told = true;
        await Promise.all([process().erase(tenant, "ann"), entering]);
        expect(await process().list(tenant)).toMatchObject([{ email: null, lastName: null, erased: true }]);
      }
    expect(calls.put).toBeGreaterThan(0);
  });

  test("erases a person, whose number stays", async () => {
    const directory = actorDirectory(memoryEventStore().records);
    await directory.remember("acme", { id: "ann", email: "a@acme.test", firstName: "Ann", lastName: "Lind" });
    await directory.erase("acme", "ann");
    await directory.erase("acme", "nobody");
    expect(await directory.describe("acme", ["ann", "nobody"])).toEqual([
      { id: "ann", number: 1, ...nobody, erased: true },
      { id: "nobody", number: 2, ...nobody, erased: true },
    ]);
    await directory.remember("acme", { id: "bob" });
    expect((await directory.describe("acme", ["bob"]))[0]?.number).toBe(3);
  });

  test("gives people who come at once, also by several processes, a number each", async () => {
    const { records } = memoryEventStore();
    const directories = [1, 2, 3].map(() => actorDirectory(records));
    const ids = Array.from({ length: 20 }, (_, index) => `actor ${index}`);
    await Promise.all(directories.flatMap((one) => ids.map((id) => one.remember("acme", { id }))));
    const numbers = (await actorDirectory(records).describe("acme", ids)).map((entry) => entry?.number);
    expect(new Set(numbers).size).toBe(20);
  });

  test("is busy where others are first every time", async () => {
    const { records } = memoryEventStore();
    const conflicting: RecordStore = { ...records, put: async () => [{ status: "conflict", actual: 1 }] };
    await expect(actorDirectory(conflicting).remember("acme", { id: "ann" })).rejects.toMatchObject({
      code: "busy",
      retryable: true,
    });
    const counter: RecordStore = {
      ...records,
      put: async (scope, puts) =>
        puts[0]?.kind === "actor" ? [{ status: "conflict", actual: 1 }] : records.put(scope, puts),
    };
    await expect(actorDirectory(counter).remember("acme", { id: "ann" })).rejects.toMatchObject({
      code: "busy",
    });
  });
});
