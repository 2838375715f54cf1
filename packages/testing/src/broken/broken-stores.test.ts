import { expect, it } from "vitest";
import { contractClauses } from "../contract/clauses.ts";
import { brokenStore } from "./broken-store.ts";
import { brokenStores } from "./broken-stores.ts";
import { failingClauses } from "./failing-clauses.ts";

it("nothing fails where nothing is broken", async () => {
  const sound = brokenStore("sound", "nothing", [], () => () => ({}));
  expect(await failingClauses(sound)).toEqual([]);
});

it("every clause catches at least one broken store", () => {
  const caught = new Set(brokenStores.flatMap((store) => store.caughtBy));
  expect(contractClauses.map((clause) => clause.id).filter((id) => !caught.has(id))).toEqual([]);
});

it("every broken store has a name of its own and is caught", () => {
  expect(new Set(brokenStores.map((store) => store.name)).size).toBe(brokenStores.length);
  expect(brokenStores.filter((store) => store.caughtBy.length === 0)).toEqual([]);
});
