import { describe, expect, it } from "vitest";
import { brokenReaders } from "./broken-stores.ts";
import { failingClauses } from "./failing-clauses.ts";

describe("a store that answers wrongly is caught by the clauses named, and by no others", () => {
  it.each(brokenReaders)("$name: $breaks", async (store) => {
    expect((await failingClauses(store)).toSorted()).toEqual(store.caughtBy.toSorted());
  });
});
