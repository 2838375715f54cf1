import { diffLines } from "diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lineChanges } from "./line-changes.ts";

const text = fc
  .array(fc.constantFrom("a\n", "b\n", "c\n", "a\r\n", "\n", "a", "x".repeat(40)), { maxLength: 12 })
  .map((parts) => parts.join(""));

/** The texts that changes say there are. */
const textsOf = ({ changes }: ReturnType<typeof lineChanges>): readonly string[] =>
  ["added", "removed"].map((other) =>
    changes.flatMap((change) => (change.type === other ? [] : [change.text])).join(""),
  );

test("short texts are compared as the library that compares lines does", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const changes = diffLines(before, after).map(({ added, removed, value }) => ({
        type: added ? "added" : removed ? "removed" : "same",
        text: value,
      }));
      expect(lineChanges(before, after)).toEqual({
        changes: changes.filter((one) => one.text !== ""),
        coarse: false,
      });
    }),
  );
});

test("of long texts only what is between the first and the last difference is compared", () => {
  const all = ["", "a\n".repeat(24_000), `${"ab\n".repeat(18_000)}a`, "a".repeat(9000)];
  // By number: a failing case is printed.
  const ends = fc.nat(all.length - 1);
  fc.assert(
    fc.property(ends, ends, text, text, (start, end, left, right) => {
      const [before, after] = [left, right].map((one) => `${all[start]}${one}${all[end]}`) as [
        string,
        string,
      ];
      const found = lineChanges(before, after);
      expect(textsOf(found)).toEqual([before, after]);
      expect(found.coarse).toBe(false);
      for (const { type, text: lines } of found.changes)
        if (type !== "same") expect(lines.length).toBeLessThan(20_000);
    }),
    { numRuns: 60 },
  );
});

// All 1 MB were compared: 170 ms in one stretch, and several times as long for as many lines as a megabyte may have.
test("more than 20,000 lines between the first and the last difference are removed and added as a whole", () => {
  const lines = (word: string): string =>
    Array.from({ length: 110_000 }, (_, line) => `${line % 1100 === 5 ? word : "a"}${line}\n`).join("");
  const found = lineChanges(lines("b"), lines("c"));
  expect(found.coarse).toBe(true);
  expect(found.changes.map(({ type }) => type)).toEqual(["same", "removed", "added", "same"]);
  expect(found.changes[0]?.text).toBe("a0\na1\na2\na3\na4\n");
  expect(textsOf(found)).toEqual([lines("b"), lines("c")]);
});
