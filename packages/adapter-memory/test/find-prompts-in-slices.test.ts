import type { Sort } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { afterEach, expect, test, vi } from "vitest";
import { memoryEventStore } from "../src/index.ts";

const byName: Sort = { field: "name", direction: "ascending" };

afterEach(() => {
  vi.restoreAllMocks();
});

test("a search lets writes have their turn, and answers what there was when it was called", async () => {
  const acme = createLedger({ store: memoryEventStore() }).as({ tenant: "acme", actor: { id: "jane" } });
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
