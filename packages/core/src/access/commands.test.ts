import { describe, expect, test } from "vitest";
import { issuesOf } from "../../test/issues.ts";
import { accessCommandSchemas, applicationIdSchema, targetSchema } from "./commands.ts";

const A = (count: number) => "a".repeat(count);
const ID = "must have 1 to 64 characters out of A-Z, a-z, 0-9, _ and -";
const subject = { type: "user", id: "ann" };
const onTarget = { target: { tag: "t" }, subject, permissions: ["READ"] };

describe.each<[keyof typeof accessCommandSchemas, object, readonly string[]]>([
  ["GrantOnTarget", onTarget, ["target", "subject", "permissions"]],
  ["RevokeOnTarget", onTarget, ["target", "subject", "permissions"]],
  ["CreateApplication", { id: "app", name: "App" }, ["name"]],
  ["DeleteApplication", { id: "app" }, ["id"]],
  ["RenameApplication", { id: "app", name: "App" }, ["id", "name"]],
  ["TagApplication", { id: "app", tags: [{ key: "k", value: "v" }] }, ["id", "tags"]],
  ["UntagApplication", { id: "app", tags: [] }, ["id", "tags"]],
  ["AddRole", { id: "app", role: "r" }, ["id", "role"]],
  ["RemoveRole", { id: "app", role: "r" }, ["id", "role"]],
  ["CreateKey", { keyId: "k", actorId: "bob", actorKind: "user" }, ["keyId", "actorId", "actorKind"]],
  ["SetKeyEnabled", { keyId: "k", enabled: false }, ["keyId", "enabled"]],
  ["RevokeKey", { keyId: "k" }, ["keyId"]],
  ["ErasePerson", { actorId: "ann" }, ["actorId"]],
])("the command %s", (type, good, required) => {
  const schema = accessCommandSchemas[type];
  const command = { type, ...good };

  test("is taken as it is, lacks only what is optional, and has nothing more", () => {
    expect(schema.parse(command)).toStrictEqual(command);
    for (const field of Object.keys(good))
      expect(
        issuesOf(schema, { ...command, [field]: undefined }).map((issue) => issue.split(":")[0]),
      ).toEqual(required.includes(field) ? [field] : []);
    expect(issuesOf(schema, { ...command, colour: "red" })).toEqual(["colour: unknown field"]);
    expect(issuesOf(schema, { ...command, type: "Other" })).toHaveLength(1);
  });
});

test("texts have limits", () => {
  const issues = (change: object) =>
    issuesOf(accessCommandSchemas.CreateApplication, { type: "CreateApplication", name: "a", ...change });
  expect(issues({ name: A(255) })).toEqual([]);
  expect(issues({ name: A(256) })).toEqual(["name: must have at most 255 characters"]);
  expect(issues({ name: "" })).toEqual(["name: must not be empty"]);
  const role = (text: string) =>
    issuesOf(accessCommandSchemas.AddRole, { type: "AddRole", id: "a", role: text });
  expect([role(A(255)), role(A(256)), role("")]).toEqual([
    [],
    ["role: must have at most 255 characters"],
    ["role: must not be empty"],
  ]);
});

test("a key has any id but one that no object takes as a key, and an owner of three kinds", () => {
  const issues = (change: object) =>
    issuesOf(accessCommandSchemas.CreateKey, {
      type: "CreateKey",
      keyId: "k",
      actorId: "bob",
      actorKind: "user",
      ...change,
    });
  expect(issues({ keyId: "__proto__" })).toEqual(["keyId: must not be __proto__"]);
  expect(issues({ keyId: A(255) })).toEqual([]);
  expect(issues({ keyId: A(256) })).toEqual(["keyId: must have at most 255 characters"]);
  for (const actorKind of ["application", "admin"]) expect(issues({ actorKind })).toEqual([]);
  expect(issues({ actorKind: "host" })).toHaveLength(1);
});

test("permissions are one to five", () => {
  const issues = (permissions: unknown) =>
    issuesOf(accessCommandSchemas.GrantOnTarget, { type: "GrantOnTarget", ...onTarget, permissions });
  expect(issues(["READ", "CREATE", "UPDATE", "DELETE", "EXECUTE"])).toEqual([]);
  expect(issues([])).toHaveLength(1);
  expect(issues(["READ", "READ", "READ", "READ", "READ", "READ"])).toHaveLength(1);
  expect(issues(["WRITE"])).toHaveLength(1);
});

test.each<[unknown, boolean]>([
  [{ tag: "a" }, true],
  [{ tag: A(511) }, true],
  [{ tag: A(512) }, false],
  [{ tag: "" }, false],
  [{ integration: "a" }, true],
  [{ integration: "a", model: "m" }, true],
  [{ integration: "a:b" }, false],
  [{ model: "m" }, false],
  [{ tenant: true }, true],
  [{ tenant: false }, false],
  [{ tag: "a", integration: "b" }, false],
  [{}, false],
])("the target %j may be: %s", (target, may) => {
  expect(targetSchema.safeParse(target).success).toBe(may);
});

test.each<[string, readonly string[]]>([
  ["a", []],
  [`${A(60)}_-9Z`, []],
  [A(65), [`: ${ID}`]],
  ["", [`: ${ID}`]],
  ["a b", [`: ${ID}`]],
  ["a.b", [`: ${ID}`]],
  ["__proto__", [": must not be __proto__"]],
])("the id %j of an application", (id, issues) => {
  expect(issuesOf(applicationIdSchema, id)).toEqual(issues);
});
