// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillTemplate, templateNames } from "./string-template.ts";

describe("the names of a template", () => {
  test.each([
    ["Hi ${name}, ${name}", ["name"]],
    ["${workflow.input.x} ${ a } ${a}", ["workflow.input.x", " a ", "a"]],
    ["${} ${  } ${\t}", []],
    ["${a\nb} {{c}} $d {e}", []],
    ["${a{b}} ${${c}}", ["a{b", "${c"]],
    ["`${x}`", ["x"]],
    ["${a\r} ${b\u2028} ${c}", ["c"]],
    ["${ ${ ${\n}", []],
  ])("of %j are %j", (text, names) => {
    expect(templateNames(text)).toEqual(names);
  });
});

describe("filling a template", () => {
  test.each([
    ["Hi ${name}!", { name: "Ann" }, "Hi Ann!"],
    ["${a} ${a}", { a: 1.5 }, "1.5 1.5"],
    ["${a} ${b} ${c}", { a: true, b: [1], c: { d: "e" } }, 'true [1] {"d":"e"}'],
    ["${missing} ${nothing} ${}", { nothing: null }, "${missing} ${nothing} ${}"],
    ["${a}", { a: "${b} $& $1", b: "x" }, "${b} $& $1"],
    ["${toString} ${__proto__}", {}, "${toString} ${__proto__}"],
    ["{{a}}", { a: "x" }, "{{a}}"],
    ["${a}${b}", { a: "", b: "1" }, "1"],
  ])("%j with %j is %j", (text, values, filled) => {
    expect(fillTemplate(text, values)).toBe(filled);
  });
});

test("any text has the names that a search for them by pattern finds", () => {
  const texts = fc.string({
    unit: fc.constantFrom("$", "{", "}", "a", " ", "\n", "\r", "\u2028"),
    maxLength: 40,
  });
  fc.assert(
    fc.property(texts, (text) => {
      const found = [...text.matchAll(/\$\{(.*?)\}/gu)].map(([, name = ""]) => name);
      expect(templateNames(text)).toEqual([...new Set(found.filter((name) => name.trim() !== ""))]);
      const filled = text.replace(/\$\{(.*?)\}/gu, (written, name) => (name === "a" ? "${a}" : written));
      expect(fillTemplate(text, { a: "${a}" })).toBe(filled);
    }),
    { numRuns: 1000 },
  );
});

test("a template is read in one pass, however many braces it opens", () => {
  // A pattern looked for the end of each again: a second for 100 kB, minutes for 1 MB.
  const text = "${".repeat(500_000);
  expect(templateNames(text)).toEqual([]);
  expect(fillTemplate(`${text}}`, {})).toBe(`${text}}`);
});
