// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
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
