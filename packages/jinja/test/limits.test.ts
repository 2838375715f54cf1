import { describe, expect, test } from "vitest";
import { budgetOf } from "../src/budget.ts";
import { jinjaRenderer } from "../src/jinja-renderer.ts";
import { DEFAULT_LIMITS } from "../src/limits.ts";
import { flawOf, rendered } from "./rendered.ts";

const big = "x".repeat(100_000);
const turns = (body: string, count = 5_000): string => `{% for i in range(${count}) %}${body}{% endfor %}`;

/** Templates that would run for minutes, or make gigabytes, and the limit that stops each. */
const HOSTILE: readonly (readonly [limit: string, text: string])[] = [
  ["range", "{% for i in range(2000000) %}{% endfor %}"],
  ["range", "{{ range(0, -9007199254740991, -1) | length }}"],
  ["range", `{% set a = [1] %}${"{% set a = a + a %}".repeat(60)}`],
  ["range", "{{ [1] * 10 ** 9 }}"],
  ["range", "{{ ('x,' * 20000).split(',') }}"],
  ["turns", turns(turns(""))],
  ["turns", "{% for a in big %}{% endfor %}"],
  [
    "turns",
    "{% macro m() %}{% for i in range(1000) %}{{ m() }}{% endfor %}{% endmacro %}{% for i in range(6) %}{% for j in range(1000) %}{% endfor %}{% endfor %}",
  ],
  ["output", "{{ 'a' * 10 ** 9 }}"],
  ["output", `{% set a = 'a' %}${"{% set a = a ~ a %}".repeat(60)}`],
  ["output", `{% set a = 'a' %}${"{% set a = a + a %}".repeat(60)}`],
  ["output", "{{ range(5000) | join('x' * 1000) }}"],
  ["output", "{{ big | replace('x', big) }}"],
  ["output", "{{ ('a\n' * 1000) | indent(100000) }}"],
  ["output", turns("{{ big }}", 20)],
  ["output", `{% set l = ['${"x".repeat(1000)}'] %}${"{% set l = [l, l] %}".repeat(12)}{{ l }}`],
  ["steps", `{% set l = [1] %}${"{% set l = [l, l] %}".repeat(60)}{{ l }}`],
  ["steps", `{% set l = [1] %}${"{% set l = [l, l] %}".repeat(60)}{{ l == [l] or l | tojson }}`],
  ["steps", turns("{% set y = big | upper %}")],
  ["steps", turns("{% if big == big ~ 'x' %}{% endif %}")],
  ["steps", turns("{{ 'y' in big }}")],
  ["steps", turns("{% set y = big[1:2] %}")],
  ["steps", turns("{% continue %}")],
  ["steps", turns(`{% macro m() %}${"{{ 1 }}".repeat(100)}{% endmacro %}`)],
  ["steps", turns("{{ a }}".repeat(50))],
  ["steps", turns("{% set y = range(5000) | sort %}", 500)],
  ["steps", "{% macro m(n) %}{% if n > 0 %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(40) }}"],
  ["depth", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"],
  ["depth", "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}"],
  ["depth", "{% macro m() %}{% call m() %}{% endcall %}{% endmacro %}{{ m() }}"],
];

test.each(HOSTILE)("the limit `%s` stops %j", (limit, text) => {
  expect(() => rendered(text, { big, a: "a" })).toThrow(new RegExp(`raise the limit \`${limit}\``, "u"));
});

test("a template is stopped before it does what is too much, not afterwards", () => {
  const counted = { ...DEFAULT_LIMITS };
  const budget = budgetOf(counted);
  expect(() => budget.text(1e12)).toThrow("output");
  expect(() => budget.list(1e12)).toThrow("range");
  expect(() => budget.turn(1e12)).toThrow("turns");
  // What was refused has taken no steps.
  for (let step = 0; step < DEFAULT_LIMITS.steps; step++) budget.spend(0);
  expect(() => budget.spend(0)).toThrow("the template needs more than 100,000 steps");
});

describe("texts nested too deep are refused when they are compiled", () => {
  test.each([
    `{{ ${"(".repeat(20_000)}1${")".repeat(20_000)} }}`,
    `{{ ${"[".repeat(20_000)}${"]".repeat(20_000)} }}`,
    `{{ ${"not ".repeat(20_000)}a }}`,
    `{{ ${"- ".repeat(20_000)}1 }}`,
    `{{ a${" ~ a".repeat(20_000)} }}`,
    `{{ a${".a".repeat(20_000)} }}`,
    `{{ a${"[0]".repeat(20_000)} }}`,
    `{{ a${" | upper".repeat(20_000)} }}`,
    `{{ a${" if a else a".repeat(20_000)} }}`,
    `${"{% if a %}".repeat(20_000)}${"{% endif %}".repeat(20_000)}`,
    `{% if a %}${"{% elif a %}".repeat(20_000)}{% endif %}`,
  ])("no. %#", (text) => {
    expect(flawOf(text).reason).toContain("the template needs more than 100 levels");
  });

  test("a long list is not deep", () => {
    expect(rendered(`{{ [${"-1, 'a' ~ 'b', {'a': 1}, ".repeat(300)}] | length }}`)).toBe("900");
  });
});

test("a host sets other limits", () => {
  expect(rendered(turns("", 9_000), {}, { turns: 9_000 })).toBe("");
  expect(() => rendered(turns("", 11), {}, { turns: 10 })).toThrow("more than 10 turns of its loops");
  expect(() => jinjaRenderer({ limits: { turns: 0 } })).toThrow("limits.turns: must be a whole number");
  expect(() => jinjaRenderer({ limits: { turn: 1 } as object })).toThrow(
    "limits.turn: there is no such limit",
  );
});

test("each render has its own budget", () => {
  const text = turns("{{ i }}", 3_000);
  expect(rendered(text)).toBe(rendered(text));
});
