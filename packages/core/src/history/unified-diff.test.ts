import { applyPatch, createTwoFilesPatch, FILE_HEADERS_ONLY, parsePatch } from "diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lineChanges } from "./line-changes.ts";
import { unifiedDiff } from "./unified-diff.ts";

function unified(before: string, after: string): string {
  return unifiedDiff([{ name: "text", changes: lineChanges(before, after).changes }], "old", "new");
}

/** Texts of many short lines, some of them empty; the last one with or without an end. */
const text = fc
  .tuple(fc.array(fc.constantFrom("", "a", "b", "c"), { maxLength: 40 }), fc.boolean())
  .map(([lines, isEnded]) => lines.join("\n") + (isEnded ? "\n" : ""));

test("a unified diff is the one that the library makes of the same texts", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const made = unified(before, after);
      if (before === after) {
        expect(made).toBe("");
        return;
      }
      expect(applyPatch(before, parsePatch(made)[0] as never)).toBe(after);
      const options = { context: 3, headerOptions: FILE_HEADERS_ONLY };
      expect(made).toBe(createTwoFilesPatch("a/text", "b/text", before, after, "old", "new", options));
    }),
    { numRuns: 300 },
  );
});

test("lines around a change are three, and changes with six lines between them are in one hunk", () => {
  const lines = (count: number): string => "same\n".repeat(count);
  const [left, right] = ["old\n", "new\n"];
  for (const [between, hunks] of [
    [6, 1],
    [7, 2],
  ] as const) {
    const before = lines(9) + left + lines(between) + left + lines(9);
    const patch = parsePatch(unified(before, before.replaceAll(left, right)))[0];
    expect(patch?.hunks).toHaveLength(hunks);
    expect(patch?.hunks[0]?.lines.slice(0, 5)).toEqual([" same", " same", " same", "-old", "+new"]);
    expect(patch?.hunks.at(-1)?.lines.slice(-3)).toEqual([" same", " same", " same"]);
  }
});
