import { describe, expect, test } from "vitest";
import { integrationNameSchema, modelNameSchema } from "./names.ts";

const A = (count: number) => "a".repeat(count);
const PARTY = (count: number) => "🎉".repeat(count);

describe.each([
  ["an integration", integrationNameSchema, 100],
  ["a model", modelNameSchema, 150],
] as const)("the name of %s", (_, schema, maximum) => {
  const UNPRINTABLE = "must not contain control characters or lone surrogates";

  test.each<[string, string, readonly string[]]>([
    ["one character", "a", []],
    ["as many as there may be", A(maximum), []],
    ["as many of two code units", PARTY(maximum), []],
    ["one more", A(maximum + 1), [`must have at most ${maximum} characters`]],
    ["nothing", "", ["must not be empty"]],
    ["a line break", "a\nb", [UNPRINTABLE]],
    ["a lone surrogate", "a\ud83c", [UNPRINTABLE]],
    ["an object's prototype", "__proto__", ["must not be __proto__"]],
    ["what a path resolves", "..", ["must not be . or .., which no path can reach"]],
    ["what only looks like it", "__proto__s", []],
  ])("of %s", (_name, name, messages) => {
    expect(schema.safeParse(name).error?.issues.map(({ message }) => message) ?? []).toEqual(messages);
  });
});

test("a colon ends an integration's name, and may be in a model's", () => {
  expect(integrationNameSchema.safeParse("a:b").error?.issues.map(({ message }) => message)).toEqual([
    "must not contain a colon",
  ]);
  expect(modelNameSchema.safeParse("a:b").success).toBe(true);
});
