import fc from "fast-check";
import { expect, test } from "vitest";
import { topN } from "./top-n.ts";

const byNumber = (left: number, right: number): number => left - right;

test("the first of many items are those that ordering all of them gives", () => {
  const many = fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 3000, size: "max" });
  const shapes = fc.tuple(many, fc.constantFrom("as they come", "ascending", "descending"));
  fc.assert(
    fc.property(shapes, fc.integer({ min: 0, max: 400 }), ([items, shape], count) => {
      const given = shape === "as they come" ? items : items.toSorted(byNumber);
      if (shape === "descending") given.reverse();
      expect(topN(given, count, byNumber)).toEqual(items.toSorted(byNumber).slice(0, count));
    }),
  );
});

test("the items stay as they were given", () => {
  const items = Array.from({ length: 1000 }, (_, index) => (index * 7919) % 1000);
  const copy = [...items];
  expect(topN(items, 3, byNumber)).toEqual([0, 1, 2]);
  expect(items).toEqual(copy);
});
