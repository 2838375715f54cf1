import { describe, expect, it } from "vitest";
import { brokenWriters } from "./broken-stores.ts";
import { failingClauses, sampledClauses } from "./failing-clauses.ts";

const stores = brokenWriters.map((store, place) => ({ ...store, store, place }));

// The soak tries every clause on every store.
describe("a store that writes wrongly is caught by the clauses named, and by no others", () => {
  it.each(stores)("$name: $breaks", async ({ store, place }) => {
    const failing = await failingClauses(store, sampledClauses(store, place));
    expect(failing.toSorted()).toEqual(store.caughtBy.toSorted());
  });
});
