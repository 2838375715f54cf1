// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../validation/json.ts";
import type { Content, TemplateSyntax } from "../version/content.ts";
import { plainRenderer } from "./renderer.ts";
import { variablesOf } from "./variables.ts";

function templated(text: string, templateSyntax?: TemplateSyntax, variables?: JsonObject): Content {
  return {
    messages: [{ role: "user", content: text }],
    ...(templateSyntax === undefined ? {} : { templateSyntax }),
    ...(variables === undefined ? {} : { variables }),
  };
}

function rendered(content: Content, values: JsonObject = {}): unknown {
  return plainRenderer.render(content, values)[0]?.["content"];
}

describe("the variables of a content", () => {
  test("are each told once, in the order in which they appear", () => {
    expect(variablesOf(templated("{{b}} {{ a }} {{b}} {{Größe}} {{_x.y-1}}"))).toEqual([
      "b",
      "a",
      "Größe",
      "_x.y-1",
    ]);
  });

  test.each<[TemplateSyntax | undefined, string[]]>([
    [undefined, ["a"]],
    ["mustache", ["a"]],
    ["jinja", ["a"]],
    ["dollar", ["b"]],
  ])("are written as the syntax %s has it", (syntax, names) => {
    expect(variablesOf(templated("{{a}} ${b} ${ {{ $b {a} {{1}} {{a b}}", syntax))).toEqual(names);
  });

  test("are found in all strings of all messages", () => {
    expect(variablesOf({})).toEqual([]);
    expect(
      variablesOf({
        messages: [
          { role: "system", content: [{ type: "text", text: "{{a}}" }, { deep: ["{{b}}"] }, 1, null, true] },
          { role: "user", name: "{{c}}" },
        ],
      }),
    ).toEqual(["a", "b", "c"]);
  });
});

describe("rendering", () => {
  test.each<[TemplateSyntax | undefined, string]>([
    [undefined, "1 ${a} {{{1}}}"],
    ["mustache", "1 ${a} {{{1}}}"],
    ["dollar", "{{a}} 1 {{{ {{a}} }}}"],
  ])("replaces what the syntax %s has as variables", (syntax, text) => {
    const template = syntax === "dollar" ? "{{a}} ${a} {{{ {{a}} }}}" : "{{a}} ${a} {{{{{ a }}}}}";
    expect(rendered(templated(template, syntax), { a: "1" })).toBe(text);
  });

  test("takes values first, then the version's defaults", () => {
    const content = templated("{{a}} {{b}}", "mustache", { a: "default a", b: "default b" });
    expect(rendered(content, { a: "given" })).toBe("given default b");
  });

  test("puts values that are no strings in as JSON, and strings as they are", () => {
    const values = { a: 1.5, b: { x: [true] }, c: 'say "hi" $& $1', d: "" };
    expect(rendered(templated("{{a}}|{{b}}|{{c}}|{{d}}"), values)).toBe('1.5|{"x":[true]}|say "hi" $& $1|');
  });

  test("does not render a value again", () => {
    expect(rendered(templated("{{a}}"), { a: "{{b}} ${c}" })).toBe("{{b}} ${c}");
  });

  test("reaches every string of a message but the role, and leaves the content as it was", () => {
    const content: Content = {
      messages: [
        { role: "{{a}}", content: [{ type: "text", text: "{{a}}" }, 1, null, ["{{a}}"]], name: "{{a}}" },
      ],
    };
    const before = JSON.stringify(content);
    expect(plainRenderer.render(content, { a: "x" })).toEqual([
      { role: "{{a}}", content: [{ type: "text", text: "x" }, 1, null, ["x"]], name: "x" },
    ]);
    expect(JSON.stringify(content)).toBe(before);
    expect(plainRenderer.render({}, {})).toEqual([]);
  });

  test.each(["missing", "constructor", "toString"])("refuses a variable %s without a value", (name) => {
    expect(() => rendered(templated(`{{${name}}}`))).toThrow(
      expect.objectContaining({
        code: "variable-missing",
        message: `the template names the variable ${name}; give it a value, or the version a default for it`,
      }),
    );
  });

  test("of Jinja takes plain variables", () => {
    expect(rendered(templated("Hi {{ a }}, {{a.b}}!", "jinja"), { a: "1", "a.b": "2" })).toBe("Hi 1, 2!");
  });

  test.each(["{% if a %}x{% endif %}", "{# note #}", "{{ a | upper }}", "{{ a() }}", "{{ a }} {{ 1 + 1 }}"])(
    "of Jinja refuses %s",
    (template) => {
      expect(() => rendered(templated(template, "jinja"), { a: "1" })).toThrow(
        expect.objectContaining({ code: "template-invalid" }),
      );
    },
  );

  test("of mustache leaves what is no plain variable", () => {
    expect(rendered(templated("{{#a}}x{{/a}} {{ a | upper }}"), { a: "1" })).toBe(
      "{{#a}}x{{/a}} {{ a | upper }}",
    );
  });
});
