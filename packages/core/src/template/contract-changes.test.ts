import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ContractChange } from "../errors.ts";
import type { JsonObject, JsonValue } from "../validation/json.ts";
import type { Content } from "../version/content.ts";
import { contractChanges } from "./contract-changes.ts";
import { templatesOf } from "./templates.ts";

const templates = templatesOf(null);

function changes(live: Content, next: Content): readonly ContractChange[] {
  const inspected = (content: Content) => ({ content, info: templates.inspect(content) });
  return contractChanges(inspected(live), inspected(next));
}

/** What changes, in short: the part, the name and the kind of change. */
function short(live: Content, next: Content): readonly string[] {
  return changes(live, next).map(({ part, name, change }) => `${part} ${name} ${change}`);
}

function saying(content: string, rest: Content = {}): Content {
  return { messages: [{ role: "user", content }], ...rest };
}

function accepts(content: Content, values: JsonObject): boolean {
  try {
    templates.render(content, null, values);
    return true;
  } catch {
    return false;
  }
}

describe("variables", () => {
  test("a variable that is gone, must be given or takes another type is a change", () => {
    expect(changes(saying("{{a}} {{b}}"), saying("{{a}} {{c}}"))).toEqual([
      {
        part: "variable",
        name: "b",
        change: "removed",
        message: "is not in the template any more, and giving it is refused",
      },
      { part: "variable", name: "c", change: "added", message: "is new, and must be given" },
    ]);
    const optional = { variables: { a: "x" } };
    expect(short(saying("{{a}}", optional), saying("{{a}}"))).toEqual(["variable a changed"]);
    const typed = { variables: { a: { _type: "number" } } };
    expect(short(saying("{{a}}"), saying("{{a}}", typed))).toEqual(["variable a changed"]);
    expect(short(saying("{{a}}"), saying("{{#if a}}"))).toEqual(["template messages changed"]);
    // A default of another type is refused where no value is given.
    const wrong = { variables: { a: { _type: "number", value: "x" } } };
    expect(short(saying("-"), saying("{{a}}", wrong))).toEqual(["variable a added"]);
  });

  test("a variable that must be given under its whole name, and is found within another one now, is a change", () => {
    const dollar = saying("$".concat("{u} ").concat("$", "{u.x}"), { templateSyntax: "dollar" });
    expect(short(saying("{{u}} {{u.x}}"), dollar)).toEqual(["variable u.x changed"]);
    expect(changes(dollar, saying("{{u}} {{u.x}}"))).toEqual([]);
  });

  test("an optional variable that is added, a wider type and other words are no change", () => {
    const typed = { variables: { a: { _type: "number" } } };
    expect(changes(saying("{{a}}", typed), saying("Hello {{a}}"))).toEqual([]);
    expect(changes(saying("{{a}}"), saying("{{a}} {{b}}", { variables: { a: "x", b: "y" } }))).toEqual([]);
    expect(changes(saying("{{#if a}}"), saying("{{b}}"))).toEqual([]);
    // Another syntax with the same names takes the same values.
    expect(changes(saying("{{a}}"), saying("$".concat("{a}"), { templateSyntax: "dollar" }))).toEqual([]);
  });
});

describe("tools and answers", () => {
  const schema = {
    type: "object",
    description: "d",
    properties: { description: { type: "string", description: "e" }, city: { enum: ["Rome", "Bonn"] } },
    required: ["description", "city"],
  };
  const openai = (parameters: JsonObject, name = "weather"): Content => ({
    tools: [{ type: "function", function: { name, description: "x", parameters } }],
  });
  const { description: _, ...undescribed } = schema;

  test("descriptions and the order of keys, of required names and of enums do not count; everything else does", () => {
    const reordered = {
      required: ["city", "description"],
      properties: { city: { enum: ["Bonn", "Rome"] }, description: { type: "string" } },
      type: "object",
    };
    expect(changes(openai(schema), openai(reordered))).toEqual([]);
    // A property whose name is that of a keyword is a property.
    const { properties, ...rest } = undescribed;
    const other = { ...rest, properties: { city: properties.city } };
    expect(short(openai(schema), openai(other))).toEqual(["tool weather changed"]);
    expect(short({ jsonSchema: schema }, { jsonSchema: other })).toEqual(["answer jsonSchema changed"]);
    expect(changes({ jsonSchema: schema }, { jsonSchema: reordered })).toEqual([]);
  });

  test("a new tool is a change, and one that is gone is none", () => {
    const both = { tools: [...(openai(schema).tools ?? []), { name: "clock", input_schema: {} }] };
    expect(short(openai(schema), both)).toEqual(["tool clock added"]);
    expect(changes(both, openai(schema))).toEqual([]);
    expect(short(both, { tools: [{ name: "clock", input_schema: { type: "object" } }] })).toEqual([
      "tool clock changed",
    ]);
  });

  test("another format, or another schema in it, is a change", () => {
    const format = (inner: JsonObject): Content => ({
      responseFormat: { type: "json_schema", json_schema: { name: "n", schema: inner } },
    });
    expect(short({}, { responseFormat: { type: "json_object" } })).toEqual(["answer responseFormat changed"]);
    expect(changes({}, { responseFormat: { type: "text" } })).toEqual([]);
    expect(changes(format(schema), format(undescribed))).toEqual([]);
    expect(short(format(schema), format({ type: "object" }))).toEqual(["answer responseFormat changed"]);
  });
});

// Values of every type.
const SAMPLES: readonly JsonValue[] = [
  "t",
  1,
  true,
  "https://a",
  { url: "https://a" },
  [{ role: "user" }],
  {},
];
const TYPES = ["string", "number", "boolean", "json", "image_url", "messages"] as const;
const OF_TYPE = {
  string: "t",
  number: 1,
  boolean: true,
  json: {},
  image_url: "https://a",
  messages: [],
} as const;
const NAMES = ["a", "b", "c", "u.x", "u.y", "u"];

const declarations = fc.oneof(
  fc.constant(null),
  fc.constant("a default"),
  fc
    .record({
      type: fc.constantFrom(...TYPES),
      required: fc.boolean(),
      value: fc.constantFrom(undefined, undefined, ...SAMPLES, ...Object.values(OF_TYPE)),
    })
    .map(({ type, required, value }) => ({
      _type: type,
      required,
      ...(value === undefined ? {} : { value }),
    })),
);

const contents = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 4 }),
    // Names with a path are declared by nobody: what their first name holds decides about them.
    variables: fc.dictionary(fc.constantFrom("a", "b", "c"), declarations, { maxKeys: 3 }),
  })
  .map(({ names, variables }) => saying(names.map((name) => `{{${name}}}`).join(" "), { variables }));

/** Calls that differ from what the content needs in one value, each with paths in both forms. */
function callsOf(content: Content): readonly JsonObject[] {
  const needed = templates.inspect(content).variables.filter(({ required }) => required);
  const valid = needed.map(({ name, type }) => [name, type === "any" ? "t" : OF_TYPE[type]] as const);
  const flat: JsonObject = Object.fromEntries(valid);
  const u = Object.fromEntries(
    valid.flatMap(([name, value]) => (name.startsWith("u.") ? [[name.slice(2), value]] : [])),
  );
  const roots = valid.filter(([name]) => !name.includes("."));
  const nested: JsonObject = { ...Object.fromEntries(roots), ...(Object.keys(u).length > 0 ? { u } : {}) };
  const bases = [flat, nested];
  return [
    ...bases,
    ...bases.flatMap((base) => NAMES.flatMap((name) => SAMPLES.map((value) => ({ ...base, [name]: value })))),
  ];
}

describe("for all contents", () => {
  test("the contract changes exactly if a call that the live version accepts is refused by the next one", () => {
    fc.assert(
      fc.property(contents, contents, (live, next) => {
        const broken = callsOf(live).find((values) => accepts(live, values) && !accepts(next, values));
        expect([broken === undefined, JSON.stringify(broken)]).toEqual([
          changes(live, next).length === 0,
          JSON.stringify(broken),
        ]);
      }),
    );
  });

  test("a content never changes the contract against itself, or against itself with other texts and settings", () => {
    fc.assert(
      fc.property(contents, fc.jsonValue(), (content, any) => {
        const schema = { type: "object", default: any } as JsonObject;
        const whole = { ...content, jsonSchema: schema, tools: [{ name: "t", parameters: schema }] };
        const [message] = content.messages ?? [];
        const reworded = {
          ...whole,
          temperature: 1,
          messages: [{ role: "system", content: "Be kind." }, message ?? { role: "user" }],
        };
        expect([changes(whole, whole), changes(whole, reworded)]).toEqual([[], []]);
      }),
    );
  });
});
