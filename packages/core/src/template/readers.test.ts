// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDollar } from "./dollar.ts";
import { readPlainJinja } from "./jinja.ts";
import { readMustache } from "./mustache.ts";
import type { Pieces } from "./pieces.ts";

/** The parts in one line: placeholders as `<name>`. */
function shown({ parts }: Pieces): string {
  return parts.map((part) => (typeof part === "string" ? part : `<${part.name}>`)).join("");
}

function flawsOf(text: string): readonly string[] {
  return readMustache(text).flaws.map(({ offset, text: at }) => `${offset} ${at}`);
}

describe("a text in mustache", () => {
  test.each([
    ["Hi {{name}}, {{ name }}, {{\n name\t}}", "Hi <name>, <name>, <name>"],
    ["{{user.name}} {{items.0.name}} {{_a1}}", "<user.name> <items.0.name> <_a1>"],
    ["{{größe}} {{名前}} {{नाम}} {{gro\u0308sse}}", "<größe> <名前> <नाम> <grösse>"],
    ["{ {a} }} $x ${a} {{a}}}", "{ {a} }} $x ${a} <a>}"],
    [String.raw`\{{a}} \{{{a}}} \{{{{raw}}}}`, "{{a}} {{{a}}} {{{{raw}}}}"],
    [String.raw`C:\\{{a}} \n \{ \\ {{a}}`, String.raw`C:\<a> \n \{ \\ <a>`],
    ["{{{{raw}}}}{{#if}} \\{{ {{{{/raw}}}}{{a}}", "{{#if}} \\{{ <a>"],
    ["{{{{raw}}}}{{{{/raw}}}}{{a}}{{b}}", "<a><b>"],
  ])("%j reads %j", (text, parts) => {
    expect(readMustache(text).flaws).toEqual([]);
    expect(shown(readMustache(text))).toBe(parts);
  });

  test.each([
    ["{{#if a}}x{{/if}}", ["0 {{#if a}}", "10 {{/if}}"]],
    ["{{&x}} {{^x}} {{>x}} {{!x}} {{else}}{{", ["0 {{&x}}", "7 {{^x}}", "14 {{>x}}", "21 {{!x}}", "36 {{"]],
    ["a {{{x}}} b", ["2 {{{x}}}"]],
    ["{{first name}}\n{{1st}}", ["0 {{first name}}", "15 {{1st}}"]],
    [
      "{{a-b}} {{a.}} {{.a}} {{a..b}} {{a | upper}}",
      ["0 {{a-b}}", "8 {{a.}}", "15 {{.a}}", "22 {{a..b}}", "31 {{a | upper}}"],
    ],
    ["{{}} {{ }} {{\u0301a}}", ["0 {{}}", "5 {{ }}", "11 {{\u0301a}}"]],
    ["{{name} and text", ["0 {{name} and text"]],
    ["{{{{raw}}}} no end {{x}}", ["0 {{{{raw}}}}"]],
  ])("%j has the flaws %j", (text, flaws) => {
    expect(flawsOf(text)).toEqual(flaws);
  });

  test("tells at most twenty flaws, and still reads what follows them", () => {
    const read = readMustache(`${"{{#x}}".repeat(30)}{{a}}`);
    expect(read.flaws).toHaveLength(20);
    expect(read.parts.at(-1)).toEqual({ name: "a", written: "{{a}}" });
  });
});

describe("a text in dollar", () => {
  test.each([
    ["Hi ${name}, ${name}", "Hi <name>, <name>"],
    ["${workflow.input.x} ${ a } ${name:default}", "<workflow.input.x> < a > <name:default>"],
    ["${} ${  } ${\t}", "${} ${  } ${\t}"],
    ["${a\nb} {{c}} $d {e}", "${a\nb} {{c}} $d {e}"],
    ["${a{b}} ${${c}}", "<a{b>} <${c>}"],
    ["${a\r} ${b\u2028} ${c\u0085} ${d}", "${a\r} ${b\u2028} ${c\u0085} <d>"],
    ["\\${a} ${ ${ ${\n}", "\\<a> ${ ${ ${\n}"],
  ])("%j reads %j", (text, parts) => {
    expect(shown(readDollar(text))).toBe(parts);
  });

  test("has the placeholders that Orkes' own pattern finds", () => {
    const texts = fc.string({
      unit: fc.constantFrom("$", "{", "}", "a", " ", "\n", "\r", "\u0085", "\u2028"),
      maxLength: 40,
    });
    fc.assert(
      fc.property(texts, (text) => {
        // In Java `.` stops at these.
        const found = text.replaceAll(/\$\{([^\n\r\u0085\u2028\u2029]*?)\}/gu, (written, name: string) =>
          name.trim() === "" ? written : `<${name}>`,
        );
        expect(shown(readDollar(text))).toBe(found);
        expect(readDollar(text).flaws).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a text in jinja", () => {
  test.each(["Hi {{ name }}, {{a.b}} {{a}}}", "no braces", "{ } }} ${a} %}", "{{größe}}\n"])(
    "%j reads as in mustache",
    (text) => {
      expect(readPlainJinja(text)).toEqual(readMustache(text));
    },
  );

  test.each([
    ["{% if a %}x{% endif %}", 0],
    ["a {# note #}", 2],
    ["{{ a }} {{ a | upper }}", 8],
    ["{{ a() }}", 0],
    ["{{- a -}}", 0],
    ["{{{a}}}", 0],
    ["{{ true }}", 0],
    ["{{ a", 0],
  ])("%j has logic at %i", (text, logicAt) => {
    expect(readPlainJinja(text)).toEqual({ logicAt });
  });

  test("has no escape: a backslash is text", () => {
    expect(readPlainJinja("\\{{a}}")).toMatchObject({ parts: ["\\", { name: "a" }] });
  });
});

// A pattern that looks for an end from each beginning takes minutes for these: the test would end by its time limit.
test.each([
  "{{",
  "${",
  "{{{{raw}}}}",
  "\\{{",
  "{{a",
  "{{ ",
  "}}",
  "{{{",
  "{%",
  "{{a}}",
  "{{#}}",
  "${}",
  "{{a.",
])("1 MB of %j is read in one pass", (unit) => {
  const text = unit.repeat(1_000_000 / unit.length);
  const length = (pieces: Pieces): number => pieces.parts.length;
  expect(length(readMustache(text))).toBeGreaterThan(0);
  expect(length(readDollar(text))).toBeGreaterThan(0);
  const jinja = readPlainJinja(text);
  expect("logicAt" in jinja || length(jinja) > 0).toBe(true);
});
