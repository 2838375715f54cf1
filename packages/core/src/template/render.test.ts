// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
import { describe, expect, test } from "vitest";
import type { LedgerError } from "../errors.ts";
import { isLedgerError } from "../errors.ts";
import type { JsonObject } from "../validation/json.ts";
import type { Content, TemplateSyntax } from "../version/content.ts";
import type { RenderOptions, RenderWarning } from "./render.ts";
import { templatesOf } from "./templates.ts";

const templates = templatesOf(null);

function templated(text: string, variables: JsonObject = {}, templateSyntax?: TemplateSyntax): Content {
  const syntax = templateSyntax === undefined ? {} : { templateSyntax };
  return { messages: [{ role: "user", content: text }], variables, ...syntax };
}

function rendered(content: Content, values?: object, options?: RenderOptions): unknown {
  return templates.render(content, null, values as JsonObject, options).messages[0]?.["content"];
}

function errorOf(call: () => unknown): LedgerError {
  try {
    call();
  } catch (error) {
    if (isLedgerError(error)) return error;
  }
  throw new Error("nothing was refused");
}

describe("rendering", () => {
  test("puts texts in as they are and everything else as JSON", () => {
    const values = { a: 1.5, b: { x: [true, null] }, c: 'say "hi" $& <b>', d: "", e: false };
    expect(rendered(templated("{{a}}|{{b}}|{{c}}|{{d}}|{{e}}"), values)).toBe(
      '1.5|{"x":[true,null]}|say "hi" $& <b>||false',
    );
  });

  test("takes the value given, then what a path finds, then the default; null is no value", () => {
    const content = templated("{{a}} {{b.c}} {{b.d}}", { a: "A", b: { c: "C", d: "D" } });
    expect(rendered(content)).toBe("A C D");
    expect(rendered(content, { a: null, b: { c: 1, d: null } })).toBe("A 1 D");
    expect(rendered(content, { b: { c: 1 }, "b.c": "own" })).toBe("A own D");
    expect(rendered(templated("{{a}} {{a.b}}"), { a: { b: 1 } })).toBe('{"b":1} 1');
    expect(rendered(content, { b: { c: 1 }, "b.c": null })).toBe("A 1 D");
  });

  test("finds items of lists by their index, and nothing else of them", () => {
    expect(rendered(templated("{{a.1.b}}"), { a: [0, { b: "x" }] })).toBe("x");
    const error = errorOf(() => rendered(templated("{{a.length}}{{a.2}}"), { a: [1] }));
    expect(error.details).toMatchObject({ missing: ["a.length", "a.2"] });
  });

  test("compares names in NFC, except in the syntax dollar", () => {
    expect(
      rendered(templated("{{gro\u0308ße}} {{o\u0308.u\u0308}}"), { größe: 1, ö: { "u\u0308": 2 } }),
    ).toBe("1 2");
    expect(rendered(templated("{{größe}}", { "gro\u0308ße": "default" }))).toBe("default");
    expect(rendered(templated("{{größe}}"), { "gro\u0308ße": 1 })).toBe("1");
    const dollar = templated("${größe}", {}, "dollar");
    expect(errorOf(() => rendered(dollar, { "gro\u0308ße": 1 })).details).toEqual({
      missing: ["größe"],
      unknown: ["gro\u0308ße"],
      mistyped: [],
    });
  });

  test("in dollar knows no paths", () => {
    const content = templated("${a.b}", {}, "dollar");
    expect(rendered(content, { "a.b": 1 })).toBe("1");
    expect(errorOf(() => rendered(content, { a: { b: 1 } })).details).toMatchObject({
      missing: ["a.b"],
      unknown: ["a"],
    });
  });

  test("reaches every string of a message but its role, and leaves the content as it was", () => {
    const content: Content = {
      messages: [
        { role: "{{a}}", content: [{ type: "text", text: "{{a}}" }, 1, null, ["{{a}}"]], name: "{{a}}" },
      ],
    };
    const before = JSON.stringify(content);
    const { messages } = templates.render(content, null, { a: "x" });
    expect(messages).toEqual([
      { role: "{{a}}", content: [{ type: "text", text: "x" }, 1, null, ["x"]], name: "x" },
    ]);
    expect(JSON.stringify(content)).toBe(before);
    expect(templates.render({}, null).messages).toEqual([]);
    expect(Object.isFrozen(messages[0])).toBe(false);
  });

  test("replaces variables in tools and schemas only where the version opts in, with JSON where a string is one placeholder", () => {
    const parts = {
      tools: [{ name: "{{a}}", enum: "{{list}}" }],
      jsonSchema: { enum: "{{list}}", title: "{{a}}!" },
    };
    const content: Content = { ...templated("{{a}}"), ...parts };
    expect(templates.render(content, null, { a: "x" })).toMatchObject(parts);
    const both = { ...content, templatedParts: ["tools", "schemas"] } as const;
    const { messages: _messages, ...rest } = templates.render(both, null, { a: "x", list: ["p", 1] });
    expect(rest).toEqual({
      tools: [{ name: "x", enum: ["p", 1] }],
      jsonSchema: { enum: ["p", 1], title: "x!" },
    });
  });
});

describe("what does not fit a template", () => {
  const content = templated("{{a}} {{b}} {{n}} {{o}}", {
    b: null,
    n: { _type: "number" },
    o: { _type: "string", required: false },
    unused: "x",
  });

  test("is one error in strict, which lists all of it", () => {
    const error = errorOf(() => rendered(content, { n: "1", c: 1, d: undefined, e: null, unused: 1 }));
    expect(error.code).toBe("variables-mismatch");
    expect(error.details).toEqual({
      missing: ["a", "b"],
      unknown: ["c", "e"],
      mistyped: [{ name: "n", expected: "number" }],
    });
    expect(error.message).toBe(
      "no value for a, b: give one, or the version a default; c, e are not in the template: leave out, or check the spelling; not of their type: n (a number)",
    );
  });

  test("is reported in warn, in one call, and rendered as in lenient", () => {
    const warnings: RenderWarning[] = [];
    const options: RenderOptions = { mode: "warn", onWarning: (warning) => warnings.push(warning) };
    const text = "{{a}} {{b}} 1 ";
    expect(rendered(content, { n: "1", c: 1 }, options)).toBe(text);
    expect(warnings).toEqual([
      {
        message: expect.stringContaining("no value for a, b"),
        missing: ["a", "b"],
        unknown: ["c"],
        mistyped: [{ name: "n", expected: "number" }],
      },
    ]);
    rendered(content, { a: 1, b: 1, n: 1 }, options);
    expect(warnings).toHaveLength(1);
    expect(rendered(content, { n: "1", c: 1 }, { mode: "lenient" })).toBe(text);
  });

  test("renders as nothing in lenient Jinja, whose undefined is empty", () => {
    expect(rendered(templated("[{{a}}]", {}, "jinja"), {}, { mode: "lenient" })).toBe("[]");
  });

  test.each([{ mode: "warn" }, { mode: "loose" }, { onWarning: () => undefined }, null])(
    "needs a mode that says what becomes of it: %j",
    (options) => {
      expect(errorOf(() => rendered(content, {}, options as RenderOptions)).code).toBe("invalid-input");
    },
  );

  test.each<[string, object]>([
    ["values", [1]],
    ["values", new Map()],
    ["values.a", { a: () => 1 }],
    ["values.a", { a: Number.NaN }],
    ["values.a", { a: 2 ** 53 }],
    ["values.a", { a: "\ud83c" }],
    ["values.a[0]", { a: [1n] }],
    ["values.a.at", { a: { at: new Date(0) } }],
    [
      "values.a",
      {
        get a() {
          return "x";
        },
      },
    ],
    [
      "values.a.b",
      {
        a: {
          get b() {
            return "x";
          },
        },
      },
    ],
  ])("is invalid in every mode if it is no JSON: %s", (field, values) => {
    for (const mode of ["strict", "lenient"] as const) {
      const error = errorOf(() => rendered(templated("{{a}}"), values, { mode }));
      expect([error.code, error.issues[0]?.field]).toEqual(["template-invalid", field]);
    }
  });

  test("is invalid in every mode if the template is", () => {
    for (const mode of ["strict", "lenient"] as const) {
      const error = errorOf(() => rendered(templated("Hi\n {{#if a}}", { a: 1 }), {}, { mode }));
      expect(error.code).toBe("template-invalid");
      expect(error.details).toMatchObject({
        faults: [{ field: "messages[0].content", line: 2, column: 2, text: "{{#if a}}" }],
      });
      expect(error.message).toMatch(
        /^messages\[0\]\.content: \{\{#if a\}\} at line 2, column 2: this looks like logic/u,
      );
    }
  });
});

describe("a typed variable", () => {
  test.each<[string, unknown, string]>([
    ["string", "x", "x"],
    ["text", "x", "x"],
    ["number", 1, "1"],
    ["boolean", false, "false"],
    ["json", [1], "[1]"],
    ["object", { a: 1 }, '{"a":1}'],
    ["image_url", "https://a.test/b.png", "https://a.test/b.png"],
    ["image_url", { url: "data:image/png;base64,AA==", detail: "low" }, "data:image/png;base64,AA=="],
  ])("%s takes %j, as a value and as a default", (_type, value, text) => {
    expect(rendered(templated("{{v}}", { v: { _type } }), { v: value })).toBe(text);
    expect(rendered(templated("{{v}}", { v: { _type, value } as JsonObject }))).toBe(text);
    expect(rendered(templated("{{v}}"), { v: { _type, value } })).toBe(text);
  });

  test.each<[string, unknown]>([
    ["string", 1],
    ["text", true],
    ["number", "1"],
    ["boolean", "true"],
    ["image_url", "javascript:x"],
    ["image_url", 1],
  ])("%s refuses %j", (_type, value) => {
    const { details } = errorOf(() => rendered(templated("{{v}}", { v: { _type } }), { v: value }));
    expect(details).toMatchObject({ missing: [], mistyped: [{ name: "v" }] });
  });

  test("of Respan's json may be JSON text, which paths go into", () => {
    const content = templated("{{v.a}}", { v: { _type: "json", value: '{"a":"x"}' } });
    expect(rendered(content)).toBe("x");
    expect(rendered(content, { v: { _type: "json", value: '{"a":"y"}' } })).toBe("y");
    expect(rendered(content, { v: { _type: "json", value: "no JSON", parsed: { a: "z" } } })).toBe("z");
  });

  test.each<[JsonObject, string]>([
    [{ v: { _type: "int" } }, "int"],
    [{ "v.a": "x", v: { _type: "Number", value: 1 } }, "Number"],
    [{ v: { _type: null } }, "null"],
  ])("of no such type is a fault, not a default: %j", (variables, text) => {
    const { faults } = templates.inspect(templated("{{v}} {{v.a}}", variables));
    expect(faults).toEqual([
      expect.objectContaining({ field: "variables.v._type", line: 1, column: 1, text }),
    ]);
    const { message } = errorOf(() => rendered(templated("{{v}}", variables), { v: 1 }));
    expect(message).toContain("is no type; use string, number, boolean, json, image_url or messages");
    expect(templates.inspect(templated("{{other}}", variables)).faults).toEqual([]);
  });

  test("that composes another prompt needs a text", () => {
    const content = templated("{{v}}", { v: { _type: "prompt", prompt_id: "p" } });
    expect(errorOf(() => rendered(content)).details).toMatchObject({ missing: ["v"] });
    expect(rendered(content, { v: "x" })).toBe("x");
  });

  test("is listed by inspecting", () => {
    const variables = { b: "B", n: { _type: "number", required: false }, u: { a: 1 } };
    const content = templated("{{a}} {{b}} {{n}} {{u.a}} {{u.b}}", variables);
    expect(templates.inspect(content)).toEqual({
      faults: [],
      variables: [
        { name: "a", type: "any", required: true },
        { name: "b", type: "any", required: false, default: "B" },
        { name: "n", type: "number", required: false },
        { name: "u.a", type: "any", required: false, default: 1 },
        { name: "u.b", type: "any", required: true },
      ],
    });
  });
});

describe("a message with the role placeholder", () => {
  const content: Content = {
    messages: [
      { role: "system", content: "Hi" },
      { role: "placeholder", content: "{{history}}" },
      { role: "user", content: "{{ask}}" },
    ],
  };

  test("gives way to a list of messages, which are not rendered", () => {
    const history = [
      { role: "user", content: "{{ask}}" },
      { role: "assistant", content: null, tool_calls: [] },
    ];
    const { messages } = templates.render(content, null, { history, ask: "x" });
    expect(messages).toEqual([{ role: "system", content: "Hi" }, ...history, { role: "user", content: "x" }]);
    expect(templates.render(content, null, { history: [], ask: "x" }).messages).toHaveLength(2);
    expect(templates.inspect(content).variables[0]).toEqual({
      name: "history",
      type: "messages",
      required: true,
    });
  });

  test("is left out where no list is needed", () => {
    const optional = { ...content, variables: { history: { _type: "messages", required: false } } };
    expect(templates.render(optional, null, { ask: "x" }).messages).toHaveLength(2);
    expect(templates.render(content, null, {}, { mode: "lenient" }).messages).toHaveLength(2);
  });

  test.each([["x"], [[1]], [[{ content: "x" }]], [[{ role: "" }]]])("refuses %j in every mode", (history) => {
    const values = { history, ask: "x" } as JsonObject;
    const strict = errorOf(() => templates.render(content, null, values));
    expect(strict.details).toMatchObject({ mistyped: [{ name: "history", expected: "messages" }] });
    const lenient = errorOf(() => templates.render(content, null, values, { mode: "lenient" }));
    expect([lenient.code, lenient.issues[0]?.field]).toEqual(["template-invalid", "values.history"]);
  });

  test.each(["", "{{a}} {{b}}", "x {{a}}", [{ type: "text", text: "{{a}}" }], null])(
    "has one variable and nothing else: %j",
    (text) => {
      const { faults } = templates.inspect({ messages: [{ role: "placeholder", content: text }] });
      expect(faults).toMatchObject([
        { field: "messages[0].content", reason: expect.stringContaining("one variable") },
      ]);
    },
  );
});
