import { memoryEventStore } from "@promptledger/adapter-memory";
import { expect, test } from "vitest";
import { bench } from "../../test/ledger.ts";
import { createLedger } from "./create-ledger.ts";
import type { TenantLedger } from "./tenant-ledger.ts";

const ann = { id: "ann", email: "ann@example.com", firstName: "Ann", lastName: "Lee" };
const nameless = { email: null, firstName: null, lastName: null, erased: true };

async function erasures(ledger: TenantLedger): Promise<number> {
  return ledger.history.replay((count: number, { type }) => count + (type === "PersonErased" ? 1 : 0), 0);
}

function importing(name: string) {
  return {
    actor: ann,
    occurredAt: 1000,
    commandId: name,
    commands: [{ type: "CreatePrompt", name } as const],
  };
}

test("a person can be erased before an import, which then stores no name", async () => {
  const { ledger, jane } = bench();
  await jane.actors.erase("ann");
  await ledger.importChanges("acme", [importing("one")]);
  expect(await jane.actors.list()).toEqual([
    { id: "ann", number: 2, ...nameless },
    { id: "jane", number: 1, ...nameless, erased: false },
  ]);
  expect((await jane.history.of("one")).items[0]?.sentence).toBe('erased created the prompt "one" (one)');
});

test("a history that was moved to another storage knows who was erased: no import and no session stores a name", async () => {
  const { ledger, store, jane } = bench();
  await ledger.importChanges("acme", [importing("one")]);
  await jane.actors.erase("ann");
  const moved = memoryEventStore();
  await moved.restore("acme", store.readLog("acme", { after: 0 }));
  for await (const _ of moved.rebuild("acme"));
  const there = createLedger({ store: moved });
  await there.importChanges("acme", [importing("two")]);
  await there.as({ tenant: "acme", actor: ann }).prompts.star("two");
  const sam = there.as({ tenant: "acme", actor: { id: "sam" } });
  expect(await sam.actors.describe(["ann"])).toEqual([{ id: "ann", number: 1, ...nameless }]);
  expect((await sam.history.of("one")).items[0]?.who.name).toBe("erased");
});

test("a person who is erased several times, also at once, is erased by one event", async () => {
  const { jane, as, store } = bench();
  await as("ann", ann).prompts.create({ name: "n" });
  const other = createLedger({ store }).as({ tenant: "acme", actor: { id: "sam" } });
  await Promise.all([jane, other, jane, other].map((ledger) => ledger.actors.erase("ann")));
  await other.actors.erase("ann", { commandId: "again" });
  expect(await erasures(jane)).toBe(1);
});

test.each(["__proto__", "constructor", "toString"])(
  "a person whose id is %s can be erased too",
  async (id) => {
    const { ledger, jane } = bench();
    const session = ledger.as({ tenant: "acme", actor: { ...ann, id } });
    await session.prompts.create({ name: "n" });
    for (let time = 1; time <= 2; time++) await jane.actors.erase(id);
    await session.prompts.star("n");
    expect(await jane.actors.describe([id])).toEqual([{ id, number: 1, ...nameless }]);
    expect(await erasures(jane)).toBe(1);
  },
);
