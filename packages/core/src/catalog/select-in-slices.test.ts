import fc from "fast-check";
import { expect, test } from "vitest";
import { promptCreated, streamOf } from "../../test/given.ts";
import { rowOf } from "../read/prompts-at.ts";
import { compareText, select, textByCodePoint } from "./evaluate.ts";
import type { Sort } from "./filter.ts";
import type { PromptQuery, PromptRow } from "./query.ts";
import { selectInSlices } from "./select-in-slices.ts";

const base = rowOf(streamOf(promptCreated), "production");
const near = fc.string({
  unit: fc.constantFrom("a", "b", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{1f389}"),
  maxLength: 4,
});
const time = fc.nat({ max: 4 });

const rows: fc.Arbitrary<readonly PromptRow[]> = fc
  .uniqueArray(
    fc.record({
      id: near,
      slug: near,
      name: near,
      createdAt: time,
      updatedAt: time,
      version: fc.option(time),
    }),
    { selector: ({ id }) => id, maxLength: 30 },
  )
  .map((states) =>
    states.map(({ version, ...state }) => {
      const current = { number: 1, id: "pv_1", model: null, committed: true };
      const changes = version === null ? { current: null } : { current: { ...current, updatedAt: version } };
      return { ...base, prompt: { ...base.prompt, state: { ...base.prompt.state, ...state, ...changes } } };
    }),
  );

const sort: fc.Arbitrary<Sort> = fc.record({
  field: fc.constantFrom("createdAt", "updatedAt", "name", "slug", "id", "current.updatedAt"),
  direction: fc.constantFrom("ascending", "descending"),
});
const page = fc.record({ number: fc.integer({ min: 1, max: 5 }), size: fc.integer({ min: 1, max: 8 }) });

test("finds what is found at once, and lets others have their turn after each row", async () => {
  await fc.assert(
    fc.asyncProperty(rows, sort, page, near, async (all, order, wanted, part) => {
      const query: PromptQuery = {
        filter: { type: "compare", field: "name", operator: "contains", value: part },
        sort: order,
        page: wanted,
        scope: "all",
        environment: "production",
      };
      let turns = 0;
      const slices = {
        isOver: () => true,
        async next() {
          turns += 1;
        },
      };
      expect(await selectInSlices(all, query, slices)).toEqual(select(all, query));
      expect(turns).toBeGreaterThanOrEqual(all.length);
    }),
  );
});

test("JavaScript orders a text by its code points once it is made so", () => {
  fc.assert(
    fc.property(near, near, (left, right) => {
      const [a, b] = [textByCodePoint(left), textByCodePoint(right)];
      expect(Math.sign(compareText(left, right))).toBe(a < b ? -1 : a === b ? 0 : 1);
    }),
  );
});
