import type { Filter, FindFilter } from "@promptledger/core";
import { expect, test } from "vitest";
import { bench } from "../../test/ledger.ts";
import { actorDirectory } from "../identity/actor-directory.ts";
import { withCreators } from "./creators.ts";

const ACTORS = 3000;

/** The directory of a tenant with many people, all of them with an address. */
async function manyPeople() {
  const { records } = bench().store;
  for (let index = 0; index < ACTORS; index += 1) {
    const id = `p${index}`;
    const email = `${id}@${index % 2 === 0 ? "Even" : "odd"}.example`;
    const value = JSON.stringify({
      id,
      number: index + 1,
      email,
      firstName: null,
      lastName: null,
      erased: false,
    });
    await records.put("acme", [{ kind: "actor", key: id, value, expected: "none" }]);
  }
  return actorDirectory(records);
}

test("comparisons of addresses become one set of ids, however many there are", async () => {
  const session = { tenant: "acme", directory: await manyPeople() };
  const creator = (value: string): FindFilter => ({
    type: "creator",
    operator: "contains",
    value,
    ignoreCase: true,
  });
  const filters = Array.from({ length: 300 }, (_, index) => creator(index % 2 === 0 ? "@even" : "@ODD"));
  let turns = 0;
  const counting = setInterval(() => {
    turns += 1;
  });
  const one: Filter = await withCreators({ type: "or", filters }, session);
  clearInterval(counting);
  expect(one).toEqual({
    type: "or",
    filters: [
      { type: "createdBy", actors: new Set(Array.from({ length: ACTORS }, (_, index) => `p${index}`)) },
    ],
  });
  // It once was one piece of work of seconds, with an object for each comparison and person.
  expect(turns).toBeGreaterThan(3);
});
