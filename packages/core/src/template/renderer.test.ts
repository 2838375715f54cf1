import { describe, expect, test } from "vitest";
import type { JsonObject } from "../validation/json.ts";
import type { Content } from "../version/content.ts";
import type { Renderer } from "./renderer.ts";
import { templatesOf } from "./templates.ts";

/** Knows `{% upper a.b c? %}`: the values in capitals, of which those with a question mark are optional. */
function capitals(): Renderer & { readonly compiled: string[]; readonly given: JsonObject[] } {
  const compiled: string[] = [];
  const given: JsonObject[] = [];
  return {
    syntax: "jinja",
    compiled,
    given,
    compile(text) {
      compiled.push(text);
      const words = /\{% upper (.*?) %\}/u.exec(text)?.[1]?.split(" ") ?? [];
      if (words.length === 0) return { status: "invalid", offset: text.indexOf("{%"), reason: "unknown tag" };
      const name = (word: string): string => word.replace("?", "");
      return {
        status: "compiled",
        names: words.map(name),
        optional: words.filter((word) => word.endsWith("?")).map(name),
        render(values) {
          given.push(values);
          if (words.includes("loop")) throw new Error("too many turns");
          return JSON.stringify(values).toUpperCase();
        },
      };
    },
  };
}

function jinja(...texts: readonly string[]): Content {
  return { templateSyntax: "jinja", messages: texts.map((content) => ({ role: "user", content })) };
}

describe("Jinja without a renderer", () => {
  const templates = templatesOf(null);

  test("renders texts without logic", () => {
    const { messages } = templates.render(jinja("Hi {{ a.b }}!"), null, { a: { b: "x" } });
    expect(messages[0]?.["content"]).toBe("Hi x!");
  });

  test.each([
    "{% if a %}x{% endif %}",
    "{# note #}",
    "{{ a | upper }}",
    "{{ a() }}",
    "{{ a }} {{ 1 + 1 }}",
    "{{ a",
  ])("never sends logic as text: %s", (text) => {
    for (const mode of ["strict", "lenient"] as const)
      expect(() => templates.render(jinja("{{ a }}", text), null, { a: "1" }, { mode })).toThrow(
        expect.objectContaining({
          code: "template-invalid",
          message: expect.stringContaining("this ledger has no renderer for it"),
        }),
      );
    expect(templates.inspect(jinja(text)).faults).toMatchObject([{ field: "messages[0].content", line: 1 }]);
  });
});

describe("a renderer", () => {
  test("gets only texts with logic, compiled once for each content", () => {
    const renderer = capitals();
    const templates = templatesOf(renderer);
    const content = jinja("{{ a }}", "{% upper a.b c? %}");
    for (const value of ["x", "y"])
      expect(templates.render(content, "hash", { "a.b": value, a: "z" }).messages[1]?.["content"]).toContain(
        "Z",
      );
    expect(renderer.compiled).toEqual(["{% upper a.b c? %}"]);
  });

  test("names the variables of its texts, and may take some as optional", () => {
    const templates = templatesOf(capitals());
    const { variables, faults } = templates.inspect(jinja("{% upper a.b c? %}", "{{ d }}"));
    expect(faults).toEqual([]);
    expect(variables.map(({ name, required }) => [name, required])).toEqual([
      ["a.b", true],
      ["c", false],
      ["d", true],
    ]);
    expect(templates.inspect(jinja("{% upper c? %}", "{{ c }}")).variables[0]?.required).toBe(true);
  });

  test("gets the values of its names by path, in objects without prototypes that are copies", () => {
    const renderer = capitals();
    const templates = templatesOf(renderer);
    const user = { name: "x", other: 1 };
    const content = {
      ...jinja("{% upper user.name user items.0 c? d.e %}"),
      variables: { d: { e: "default" } },
    };
    templates.render(content, null, { user, items: ["i"] });
    const [values] = renderer.given;
    expect(values).toEqual({ user, items: { "0": "i" }, d: { e: "default" } });
    expect(Object.getPrototypeOf(values)).toBeNull();
    expect(values?.["user"]).not.toBe(user);
    expect(Object.isFrozen(content.variables.d)).toBe(false);
  });

  test("says where a text is wrong, and what a render refuses", () => {
    const templates = templatesOf(capitals());
    expect(templates.inspect(jinja("a\n{% x %}")).faults).toEqual([
      { field: "messages[0].content", line: 2, column: 1, text: "{% x %}", reason: "unknown tag" },
    ]);
    expect(() => templates.render(jinja("{% upper loop %}"), null, { loop: 1 })).toThrow(
      expect.objectContaining({ code: "template-invalid", message: "messages[0].content: too many turns" }),
    );
  });
});
