import { describe, expect, test } from "vitest";
import { issuesOf } from "../../test/issues.ts";
import type { PromptCommand } from "./commands.ts";
import { DEFAULT_ENVIRONMENT, environmentSchema, promptCommandSchemas } from "./commands.ts";
import { promptIdSchema } from "./prompt-ref.ts";

const A = (count: number) => "a".repeat(count);
const PARTY = (count: number) => "🎉".repeat(count);
const LONE = "\ud83c";
const UNSTORABLE = "must be well-formed Unicode without NUL characters";
const ID = "must have 1 to 64 characters out of A-Z, a-z, 0-9, _ and -";
const ENVIRONMENT = "must have 1 to 64 characters out of A-Z, a-z, 0-9, ., _ and -";
const NUMBER = "invalid input: expected number, received string";
const bob = { type: "user", id: "bob" };
const PERMISSION = 'invalid option: expected one of "READ"|"CREATE"|"UPDATE"|"DELETE"|"EXECUTE"';

/** A good command of each type with every field, and what each may be instead or may not. */
const cases: {
  readonly [Type in PromptCommand["type"]]: {
    readonly good: object;
    readonly required: readonly string[];
    readonly accepted: readonly object[];
    readonly refused: readonly (readonly [object, string])[];
  };
} = {
  CreatePrompt: {
    good: {
      id: "a",
      name: "n",
      description: "d",
      slug: "s",
      starred: true,
      ifAbsent: false,
      from: { prompt: { id: "p" }, version: 1 },
    },
    required: ["name"],
    accepted: [
      { ifAbsent: true },
      { ifAbsent: false, slug: undefined },
      { from: { prompt: "welcome" } },
      { from: { prompt: { id: "p" }, version: "current" } },
      { from: { prompt: { id: "p" }, version: "latest" } },
      { id: A(64) },
      { id: "-_Az09" },
      { name: A(1000) },
      { name: PARTY(1000) },
      { description: null },
      { description: "" },
      { description: PARTY(10_000) },
      { slug: PARTY(255) },
    ],
    refused: [
      [{ id: "" }, `id: ${ID}`],
      [{ id: A(65) }, `id: ${ID}`],
      [{ id: "a b" }, `id: ${ID}`],
      [{ id: "a\n" }, `id: ${ID}`],
      [{ name: "" }, "name: must not be empty"],
      [{ name: A(1001) }, "name: must have at most 1000 characters"],
      [{ name: PARTY(1001) }, "name: must have at most 1000 characters"],
      [{ name: LONE }, `name: ${UNSTORABLE}`],
      [{ name: "a\u0000" }, `name: ${UNSTORABLE}`],
      [{ name: null }, "name: invalid input: expected string, received null"],
      [{ description: A(10_001) }, "description: must have at most 10000 characters"],
      [{ description: LONE }, `description: ${UNSTORABLE}`],
      [{ starred: 1 }, "starred: invalid input: expected boolean, received number"],
      [{ slug: "" }, "slug: must not be empty"],
      [{ slug: A(256) }, "slug: must have at most 255 characters"],
      [{ ifAbsent: true, slug: undefined }, "slug: must be given where ifAbsent is"],
      [{ ifAbsent: 1 }, "ifAbsent: invalid input: expected boolean, received number"],
      [{ from: {} }, "from.prompt: must be a slug, or an object with the id of a prompt"],
      [{ from: { prompt: "p", number: 1 } }, "from.number: unknown field"],
      [
        { from: { prompt: "p", version: "next" } },
        "from.version: must be an integer from 1 to 2147483647, current or latest",
      ],
    ],
  },
  EditPrompt: {
    good: { name: "n", description: "d", slug: "s", starred: true },
    required: [],
    accepted: [{ name: A(1000) }, { description: null }, { description: A(10_000) }, { starred: false }],
    refused: [
      [{ name: "" }, "name: must not be empty"],
      [{ name: A(1001) }, "name: must have at most 1000 characters"],
      [{ description: A(10_001) }, "description: must have at most 10000 characters"],
      [{ slug: "" }, "slug: must not be empty"],
      [{ starred: "yes" }, "starred: invalid input: expected boolean, received string"],
    ],
  },
  TagPrompt: {
    good: { key: "k", value: "v", color: "#aAbBcC" },
    required: ["key"],
    accepted: [
      { key: PARTY(255) },
      { value: null },
      { value: "" },
      { value: PARTY(255) },
      { color: "#012345" },
      { color: "#F9f9AF" },
    ],
    refused: [
      [{ key: "" }, "key: must not be empty"],
      [{ key: A(256) }, "key: must have at most 255 characters"],
      [{ value: A(256) }, "value: must have at most 255 characters"],
      [{ color: "#12345" }, "color: must be # and six hexadecimal digits"],
      [{ color: "#1234567" }, "color: must be # and six hexadecimal digits"],
      [{ color: "x#123456" }, "color: must be # and six hexadecimal digits"],
      [{ color: "#12345g" }, "color: must be # and six hexadecimal digits"],
    ],
  },
  UntagPrompt: {
    good: { key: "k", value: "v" },
    required: ["key"],
    accepted: [{ key: A(255) }, { value: null }, { value: A(255) }],
    refused: [
      [{ key: "" }, "key: must not be empty"],
      [{ value: A(256) }, "value: must have at most 255 characters"],
      [{ color: "#123456" }, "color: unknown field"],
    ],
  },
  DeployVersion: {
    good: { version: 1, environment: "e" },
    required: ["version"],
    accepted: [
      { version: 2_147_483_647 },
      { version: "latest" },
      { environment: A(64) },
      { environment: "a.B-c_9" },
    ],
    refused: [
      [{ version: 0 }, "version: too small: expected number to be >=1"],
      [{ version: 2_147_483_648 }, "version: too big: expected number to be <=2147483647"],
      [{ version: 1.5 }, "version: must be an integer from 1 to 2147483647, or latest"],
      [{ version: "current" }, "version: must be an integer from 1 to 2147483647, or latest"],
      [{ environment: "" }, `environment: ${ENVIRONMENT}`],
      [{ environment: A(65) }, `environment: ${ENVIRONMENT}`],
      [{ environment: "a b" }, `environment: ${ENVIRONMENT}`],
      [{ environment: "a/" }, `environment: ${ENVIRONMENT}`],
      [{ environment: "__proto__" }, "environment: must not be __proto__"],
    ],
  },
  RollBackDeployment: {
    good: { environment: "e", to: 1 },
    required: [],
    accepted: [{ to: 2_147_483_647 }],
    refused: [
      [{ to: 0 }, "to: too small: expected number to be >=1"],
      [{ to: 2_147_483_648 }, "to: too big: expected number to be <=2147483647"],
      [{ to: 1.5 }, "to: invalid input: expected int, received number"],
      [{ to: "1" }, `to: ${NUMBER}`],
      [{ environment: "" }, `environment: ${ENVIRONMENT}`],
    ],
  },
  PromoteDeployment: {
    good: { from: "a", to: "b" },
    required: ["from", "to"],
    accepted: [{ from: A(64) }, { to: A(64) }],
    refused: [
      [{ from: A(65) }, `from: ${ENVIRONMENT}`],
      [{ to: "" }, `to: ${ENVIRONMENT}`],
    ],
  },
  UndeployVersion: {
    good: { environment: "e" },
    required: [],
    accepted: [],
    refused: [[{ environment: A(65) }, `environment: ${ENVIRONMENT}`]],
  },
  GrantAccess: {
    good: { subject: bob, permissions: ["READ", "CREATE", "UPDATE", "DELETE", "EXECUTE"] },
    required: ["subject", "permissions"],
    accepted: [
      { permissions: ["EXECUTE"] },
      { subject: { type: "user", id: A(255) } },
      { subject: { type: "group", id: "a" } },
      { subject: { type: "role", id: "a" } },
      { subject: { type: "application", id: "a" } },
      { subject: { type: "tag", id: "a" } },
    ],
    refused: [
      [{ permissions: [] }, "permissions: too small: expected array to have >=1 items"],
      [{ permissions: Array(6).fill("READ") }, "permissions: too big: expected array to have <=5 items"],
      [{ permissions: ["read"] }, `permissions[0]: ${PERMISSION}`],
      [{ subject: { type: "user", id: "" } }, "subject.id: must not be empty"],
      [{ subject: { type: "user", id: A(256) } }, "subject.id: must have at most 255 characters"],
      [
        { subject: { type: "robot", id: "a" } },
        'subject.type: invalid option: expected one of "user"|"group"|"role"|"application"|"tag"',
      ],
      [{ subject: { ...bob, name: "Bob" } }, "subject.name: unknown field"],
    ],
  },
  RevokeAccess: {
    good: { subject: bob, permissions: ["READ"] },
    required: ["subject", "permissions"],
    accepted: [],
    refused: [[{ permissions: ["read"] }, `permissions[0]: ${PERMISSION}`]],
  },
  DeletePrompt: { good: {}, required: [], accepted: [], refused: [] },
  RestorePrompt: {
    good: { slug: "s" },
    required: [],
    accepted: [{ slug: A(255) }],
    refused: [[{ slug: A(256) }, "slug: must have at most 255 characters"]],
  },
};

describe.each(Object.entries(cases))("the input of %s", (type, { good, required, accepted, refused }) => {
  const schema = promptCommandSchemas[type as PromptCommand["type"]];
  const command = { type, ...good };

  test("is taken as it is, at every limit", () => {
    expect(schema.parse(command)).toStrictEqual(command);
    for (const change of accepted) expect(issuesOf(schema, { ...command, ...change })).toEqual([]);
  });

  test("may lack what is optional, and nothing else", () => {
    for (const field of Object.keys(good)) {
      const lacking = { ...command, [field]: undefined };
      expect(issuesOf(schema, lacking).map((issue) => issue.split(":")[0])).toEqual(
        required.includes(field) ? [field] : [],
      );
    }
  });

  test("is refused one beyond a limit, with the field and the limit named", () => {
    for (const [change, issue] of refused)
      expect(issuesOf(schema, { ...command, ...change })).toEqual([issue]);
  });

  test("is refused with a field that nobody knows, or of another type", () => {
    expect(issuesOf(schema, { ...command, colour: "red" })).toEqual(["colour: unknown field"]);
    expect(issuesOf(schema, { ...command, type: "Other" })).toEqual([
      `type: invalid input: expected "${type}"`,
    ]);
  });
});

test("X16 a prompt's id and an environment's name are checked by schemas of their own too", () => {
  expect(issuesOf(promptIdSchema, "prm_1")).toEqual([]);
  expect(issuesOf(promptIdSchema, "a.b")).toEqual([`: ${ID}`]);
  expect(issuesOf(environmentSchema, DEFAULT_ENVIRONMENT)).toEqual([]);
  expect(DEFAULT_ENVIRONMENT).toBe("production");
});

test("the source of a copy is carried as the key of its prompt, however it was passed", () => {
  const { CreatePrompt } = promptCommandSchemas;
  const keyOf = (prompt: unknown) =>
    CreatePrompt.parse({ type: "CreatePrompt", name: "n", from: { prompt } }).from?.prompt;
  expect(keyOf("welcome")).toStrictEqual({ slug: "welcome" });
  expect(keyOf({ id: "pv_1", promptId: "p", number: 1 })).toStrictEqual({ id: "p" });
});
