import { describe, expect, it } from "vitest";
import { brokenStores } from "./broken-stores.ts";
import { failingClauses } from "./failing-clauses.ts";

describe("a broken store is caught by the clauses named, and by none of all others", () => {
  it.each(brokenStores)("$name: $breaks", async (store) => {
    expect((await failingClauses(store)).toSorted()).toEqual(store.caughtBy.toSorted());
  });
});
