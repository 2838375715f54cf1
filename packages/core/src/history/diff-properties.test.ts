import { applyPatch, parsePatch } from "diff";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonValue } from "../validation/json.ts";
import type { Content } from "../version/content.ts";
import { diffVersions, textOf } from "./diff.ts";
import { pathChanges } from "./path-changes.ts";
import type { Comparable } from "./version-structure.ts";
import { restOf } from "./version-structure.ts";
import { wordChanges } from "./word-changes.ts";

const line = fc.constantFrom(
  "Be kind.",
  "Be brief and clear.",
  "  indented",
  "",
  "Über {{name}}",
  "a\tb",
  "\\ No newline",
);
const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.join("\n"));
const message = fc.record({
  role: fc.constantFrom("system", "user"),
  content: fc.oneof(text, fc.array(fc.record({ type: fc.constantFrom("text"), text }), { maxLength: 2 })),
});
const key = fc.constantFrom("a", "b", "x-y", "0");
const values = [
  fc.boolean(),
  fc.integer(),
  fc.constantFrom("text", ""),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
];
const object = fc.object({ key, maxDepth: 3, maxKeys: 3, values, withNullPrototype: false });
const comparable = fc
  .record({
    messages: fc.array(message, { maxLength: 4 }),
    model: fc.option(fc.constantFrom("gpt", "claude"), { nil: undefined }),
    variables: fc.option(object, { nil: undefined }),
    tools: fc.option(fc.array(object, { maxLength: 3 }), { nil: undefined }),
    description: fc.option(fc.string({ maxLength: 5 })),
  })
  .map(({ description, ...content }): Comparable => {
    const present = Object.fromEntries(Object.entries(content).filter(([, one]) => one !== undefined));
    return {
      number: 1,
      content: JSON.parse(JSON.stringify(present)) as Content,
      description,
      integrations: [],
      message: null,
    };
  });

test("the unified text is a patch: applied to the older text it gives the newer one", () => {
  fc.assert(
    fc.property(comparable, comparable, (before, after) => {
      const { unified } = diffVersions(before, { ...after, number: 2 });
      const files = new Map(parsePatch(unified).map((patch) => [patch.oldFileName, patch]));
      for (const [name, textIn] of [
        ["a/messages", (one: Comparable) => textOf(one.content)],
        ["a/settings.json", restOf],
      ] as const) {
        const patch = files.get(name);
        const [left, right] = [textIn(before), textIn(after)];
        expect(patch === undefined ? left : applyPatch(left, patch)).toBe(right);
        if (left === right) expect(patch).toBeUndefined();
      }
    }),
  );
});

test("lines and words that are the same or removed are the older text, those that are the same or added the newer", () => {
  fc.assert(
    fc.property(comparable, comparable, (before, after) => {
      const { text: lines, words } = diffVersions(before, after);
      for (const changes of [lines, words]) {
        const without = (type: string) =>
          changes
            .filter((one) => one.type !== type)
            .map((one) => one.text)
            .join("");
        const isSame = changes.length === 0;
        expect(isSame ? textOf(before.content) : without("added")).toBe(textOf(before.content));
        expect(isSame ? textOf(before.content) : without("removed")).toBe(textOf(after.content));
      }
    }),
  );
});

describe("places", () => {
  test("are the smallest that differ, and together they make the newer value of the older one", () => {
    fc.assert(
      fc.property(object, object, (before, after) => {
        const made = structuredClone({ root: before }) as { [name: string]: unknown };
        for (const change of pathChanges(before as JsonValue, after as JsonValue, ["root"])) {
          expect(change.before).not.toEqual(change.type === "changed" ? change.after : undefined);
          apply(made, change.path, change.type, change.after);
        }
        expect(trimmed(made["root"])).toEqual(after);
      }),
    );
  });

  test("are found by the name of a tool where tools have names, and by their index otherwise", () => {
    const tool = (name: string, type: string) => ({
      type: "function",
      function: { name, parameters: { type } },
    });
    const changes = (before: JsonValue, after: JsonValue) => pathChanges(before, after, ["tools"]);
    expect(changes([tool("a", "x"), tool("b", "x")], [tool("b", "y")])).toEqual([
      { path: "tools.a", type: "removed", before: tool("a", "x"), after: null },
      { path: "tools.b.function.parameters.type", type: "changed", before: "x", after: "y" },
    ]);
    expect(changes([{ x: 1 }], [{ x: 2 }, 3])).toEqual([
      { path: "tools[0].x", type: "changed", before: 1, after: 2 },
      { path: "tools[1]", type: "added", before: null, after: 3 },
    ]);
    expect(changes([tool("a", "x"), tool("b", "x")], [tool("b", "x"), tool("a", "x")])).toHaveLength(2);
    expect(changes({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual([]);
  });

  test("leave out the text of messages, and have everything else of them", () => {
    const version = (content: Content, message: string | null = null): Comparable => ({
      number: 1,
      content,
      description: null,
      integrations: message === null ? [] : ["openai:gpt-4o"],
      message,
    });
    const before = version({ messages: [{ role: "user", content: "a" }], maxTokens: 1 });
    const image = { type: "image_url", image_url: { url: "u" } };
    const after = version(
      {
        messages: [
          { role: "user", content: ["b", image], name: "n" },
          { role: "user", content: "c" },
        ],
        maxTokens: 2,
      },
      "m",
    );
    expect(diffVersions(before, after).changes).toEqual([
      { path: "messages[0].name", type: "added", before: null, after: "n" },
      { path: "messages[0].content", type: "added", before: null, after: ["b", image] },
      { path: "maxTokens", type: "changed", before: 1, after: 2 },
      { path: "integrations", type: "changed", before: [], after: ["openai:gpt-4o"] },
      { path: "message", type: "added", before: null, after: "m" },
    ]);
  });
});

test("words are compared inside lines that were replaced", () => {
  const words = wordChanges([
    { type: "same", text: "[user]\n" },
    { type: "removed", text: "Be kind and brief.\n" },
    { type: "added", text: "Be kind and clear.\n" },
  ]);
  expect(words).toEqual([
    { type: "same", text: "[user]\nBe kind and " },
    { type: "removed", text: "brief" },
    { type: "added", text: "clear" },
    { type: "same", text: ".\n" },
  ]);
});

test("texts in which very many words differ are removed and added as a whole, in a moment", () => {
  const words = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => `w${from + index}`).join(" ");
  for (const count of [1000, 100_000]) {
    const lines = [
      { type: "removed", text: words(0, count) },
      { type: "added", text: words(1_000_000, count) },
    ] as const;
    const begun = process.cpuUsage();
    expect(wordChanges(lines)).toEqual(lines);
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(1500);
  }
});

/** Sets, adds or removes what is at a path such as `root.a["x"][0]`. */
function apply(root: { [name: string]: unknown }, path: string, type: string, after: unknown): void {
  const keys = path.match(/[^.[\]]+|(?<=\.)(?=\.|\[|$)/gu) ?? [];
  let at = root as { [name: string]: unknown };
  for (const one of keys.slice(0, -1)) at = at[one] as { [name: string]: unknown };
  const last = keys.at(-1) ?? "";
  if (type === "removed") delete at[last];
  else at[last] = after;
}

/** Removes the holes at the ends of arrays, where entries were removed. */
function trimmed(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((_, index) => index in value).map(trimmed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, trimmed(one)]));
}
