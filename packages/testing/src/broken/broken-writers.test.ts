import { describe, expect, it } from "vitest";
import { brokenWriters } from "./broken-stores.ts";
import { failingClauses } from "./failing-clauses.ts";

describe("a store that writes wrongly is caught by the clauses named, and by no others", () => {
  it.each(brokenWriters)("$name: $breaks", async (store) => {
    expect((await failingClauses(store)).toSorted()).toEqual(store.caughtBy.toSorted());
  });
});
