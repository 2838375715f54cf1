import fc from "fast-check";
import { expect, test } from "vitest";
import { firstInOrder } from "./first-in-order.ts";

interface Item {
  readonly value: number;
}

const byValue = (left: Item, right: Item): number => left.value - right.value;
const never = { isOver: () => false, next: async () => undefined };

test("the first of many items are those that ordering all of them gives", async () => {
  const many = fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 3000, size: "max" });
  const shapes = fc.tuple(many, fc.constantFrom("as they come", "ascending", "descending"));
  await fc.assert(
    fc.asyncProperty(shapes, fc.integer({ min: 1, max: 4000 }), async ([values, shape], count) => {
      const items = values.map((value) => ({ value }));
      const sorted = items.toSorted(byValue);
      const given = shape === "as they come" ? items : [...sorted];
      if (shape === "descending") given.reverse();
      const copy = [...given];
      expect(await firstInOrder(given, count, byValue, never)).toEqual(sorted.slice(0, count));
      expect(given).toEqual(copy);
    }),
    { numRuns: 50 },
  );
});

test("between two slices little is compared, however many items there are", async () => {
  const items = Array.from({ length: 20_000 }, (_, index) => ({ value: (index * 7919) % 20_011 }));
  let compared = 0;
  let most = 0;
  const slices = {
    isOver: () => true,
    async next() {
      most = Math.max(most, compared);
      compared = 0;
    },
  };
  const counting = (left: Item, right: Item): number => {
    compared += 1;
    return byValue(left, right);
  };
  expect(await firstInOrder(items, items.length, counting, slices)).toEqual(items.toSorted(byValue));
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(10_000);
});
