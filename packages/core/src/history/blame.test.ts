import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BlamableVersion } from "./blame.ts";
import { blameLines } from "./blame.ts";
import { textOf } from "./diff.ts";

const version = (number: number, text: string): BlamableVersion => ({
  number,
  content: { messages: [{ role: "user", content: text }] },
  at: number * 1000,
  by: `author-${number}`,
});

const blamed = (...texts: readonly string[]): readonly (readonly [number, string])[] =>
  blameLines(texts.map((text, index) => version(index + 1, text))).map((one) => [one.version, one.text]);

test("each line is from the version that brought it", () => {
  expect(blamed("a\nb", "a\nc\nb", "a\nc\nd")).toEqual([
    [1, "[user]"],
    [1, "a"],
    [2, "c"],
    [3, "d"],
  ]);
  const [first] = blameLines([version(1, "a")]);
  expect(first).toEqual({ line: 1, text: "[user]", version: 1, by: "author-1", at: 1000 });
});

test("a line that goes and comes back is from the version that brought it back", () => {
  expect(blamed("a\nb", "a", "a\nb")).toEqual([
    [1, "[user]"],
    [1, "a"],
    [3, "b"],
  ]);
});

test("without versions there are no lines", () => {
  expect(blameLines([])).toEqual([]);
});

describe("for any versions", () => {
  const texts = fc.array(
    fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 6 }).map((lines) => lines.join("\n")),
    { minLength: 1, maxLength: 6 },
  );

  test("the lines are those of the last one, and each is in the version that it is from and in all that follow", () => {
    fc.assert(
      fc.property(texts, (all) => {
        const versions = all.map((text, index) => version(index + 1, text));
        const lines = blameLines(versions);
        const linesOf = (one: BlamableVersion | undefined): readonly string[] =>
          one === undefined ? [] : textOf(one.content).replace(/\n$/u, "").split("\n");
        expect(lines.map(({ text }) => text)).toEqual(linesOf(versions.at(-1)));
        for (const { version: from, text } of lines)
          for (const later of versions.slice(from - 1)) expect(linesOf(later)).toContain(text);
      }),
    );
  });

  test("a version that changes nothing brings nothing", () => {
    fc.assert(
      fc.property(texts, (all) => {
        const again = [...all, all.at(-1) ?? ""];
        expect(blamed(...again)).toEqual(blamed(...all));
      }),
    );
  });
});
