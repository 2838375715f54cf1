import { describe, expect, test } from "vitest";
import { issuesOf } from "../../test/issues.ts";
import { integrationCommandSchemas } from "./commands.ts";

const A = (count: number) => "a".repeat(count);
const PARTY = (count: number) => "🎉".repeat(count);

describe.each<[keyof typeof integrationCommandSchemas, object, readonly string[]]>([
  ["SaveIntegration", { name: "openai", input: { type: "openai" } }, ["name", "input"]],
  ["DeleteIntegration", { name: "openai" }, ["name"]],
  ["SaveModel", { name: "openai", model: "gpt:4", input: {} }, ["name", "model", "input"]],
  ["DeleteModel", { name: "openai", model: "gpt:4" }, ["name", "model"]],
  ["TagIntegration", { name: "openai", tags: [{ key: "k" }] }, ["name", "tags"]],
  ["UntagIntegration", { name: "openai", tags: [] }, ["name", "tags"]],
  ["TagModel", { name: "openai", model: "gpt:4", tags: [{ key: "k" }] }, ["name", "model", "tags"]],
  ["UntagModel", { name: "openai", model: "gpt:4", tags: [] }, ["name", "model", "tags"]],
])("the command %s", (type, good, required) => {
  const schema = integrationCommandSchemas[type];
  const command = { type, ...good };

  test("is taken as it is, needs every field, and has nothing more", () => {
    expect(schema.parse(command)).toStrictEqual(command);
    for (const field of required)
      expect(
        issuesOf(schema, { ...command, [field]: undefined }).map((issue) => issue.split(":")[0]),
      ).toEqual([field]);
    expect(issuesOf(schema, { ...command, colour: "red" })).toEqual(["colour: unknown field"]);
    expect(issuesOf(schema, { ...command, type: "Other" })).toHaveLength(1);
  });
});

test.each<[object, readonly string[]]>([
  [{}, []],
  [{ category: "AI_MODEL", description: null, enabled: false, configuration: { a: [1] } }, []],
  [{ description: A(10_000) }, []],
  [{ description: A(10_001) }, ["input.description: must have at most 10000 characters"]],
  [{ type: PARTY(100), category: PARTY(100) }, []],
  [{ type: A(101) }, ["input.type: must have at most 100 characters"]],
  [{ type: "" }, ["input.type: must not be empty"]],
  [{ category: A(101) }, ["input.category: must have at most 100 characters"]],
  [{ category: "" }, ["input.category: must not be empty"]],
  [{ enabled: 1 }, ["input.enabled: invalid input: expected boolean, received number"]],
  [{ colour: "red" }, ["input.colour: unknown field"]],
])("an integration's settings %j", (input, issues) => {
  const command = { type: "SaveIntegration", name: "a", input: { type: "openai", ...input } };
  expect(issuesOf(integrationCommandSchemas.SaveIntegration, command)).toEqual(issues);
});

test("a model has settings, and neither type nor category", () => {
  const issues = (input: object) =>
    issuesOf(integrationCommandSchemas.SaveModel, { type: "SaveModel", name: "a", model: "b", input });
  expect(issues({ description: "d", enabled: true, configuration: {} })).toEqual([]);
  expect(issues({ type: "openai" })).toEqual(["input.type: unknown field"]);
  expect(issues({ category: "AI_MODEL" })).toEqual(["input.category: unknown field"]);
  expect(issues({ configuration: [] })).toHaveLength(1);
});

test("tags are at most 100 keys, each with a value or none", () => {
  const issues = (tags: unknown) =>
    issuesOf(integrationCommandSchemas.TagIntegration, { type: "TagIntegration", name: "a", tags });
  const many = (length: number) => Array.from({ length }, () => ({ key: A(255), value: A(255) }));
  expect(issues(many(100))).toEqual([]);
  expect(issues(many(101))).toEqual(["tags: too big: expected array to have <=100 items"]);
  expect(issues([{ key: "k", value: null }, { key: "k", value: "" }, { key: "k" }])).toEqual([]);
  expect(issues([{ key: "" }])).toEqual(["tags[0].key: must not be empty"]);
  expect(issues([{ key: A(256), value: A(256) }])).toEqual([
    "tags[0].key: must have at most 255 characters",
    "tags[0].value: must have at most 255 characters",
  ]);
  expect(issues([{ key: "k", color: "red" }])).toEqual(["tags[0].color: unknown field"]);
});
