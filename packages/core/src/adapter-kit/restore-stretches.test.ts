import { memoryEventStore } from "@promptledger/adapter-memory";
import { expect, test } from "vitest";
import { bench } from "../../test/ledger.ts";

test("a log that is restored again is refused with what to do; the events after it go on", async () => {
  const { jane, store } = bench();
  await jane.prompts.create({ name: "a" });
  const copy = memoryEventStore();
  await copy.restore("acme", store.readLog("acme", { after: 0 }));
  await expect(copy.restore("acme", store.readLog("acme", { after: 0 }))).rejects.toThrow(
    /^position must be 3, not 1, in the event .*; the log already has 2 events: restore those after them, or into an empty log$/u,
  );
  await jane.prompts.create({ name: "b" });
  expect(await copy.restore("acme", store.readLog("acme", { after: 2 }))).toMatchObject({ events: 2 });
});
