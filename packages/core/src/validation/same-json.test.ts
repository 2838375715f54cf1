import fc from "fast-check";
import { expect, test } from "vitest";
import { sameJson } from "./same-json.ts";

/** JSON values of few kinds, so that many are the same or nearly so. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, -0, 1, "", "a", "0"),
    fc.array(tie("value"), { maxLength: 2 }),
    fc
      .array(fc.tuple(fc.constantFrom("a", "b", "0"), tie("value")), { maxLength: 3 })
      .map(Object.fromEntries),
  ),
}));

test("two values are the same where their JSON texts are", () => {
  fc.assert(
    fc.property(value, value, (left, right) => {
      expect(sameJson(left, right)).toBe(JSON.stringify(left) === JSON.stringify(right));
      expect(sameJson(left, structuredClone(left))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
  ],
  [[], {}],
  [{ 0: "a" }, ["a"]],
  [null, {}],
  [[1, 2], [1]],
  [{ a: 1 }, { b: 1 }],
  ["1", 1],
])("%j is not %j", (left, right) => {
  expect(sameJson(left, right)).toBe(false);
});
