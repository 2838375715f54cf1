import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { issuesOf, nestedIn } from "../../test/issues.ts";
import type { VersionCommand, VersionInput } from "./commands.ts";
import { MAXIMUM_NUMBER, versionCommandSchemas, versionRefSchema } from "./commands.ts";
import type { ContentField } from "./content.ts";
import { applyContentChanges, CONTENT_FIELDS, effectiveChanges, normalizeContent } from "./content.ts";

const A = (count: number) => "a".repeat(count);
const PARTY = (count: number) => "🎉".repeat(count);
const many = (count: number, entry: unknown) => Array(count).fill(entry);
const PROTO: unknown = JSON.parse('{"__proto__":1}');
const UNSTORABLE = "must be well-formed Unicode without NUL characters";
const DEEP = "must not be nested deeper than 64 levels";

/** What each field of the content may be, and what not and why. */
const fields: {
  readonly [Field in ContentField]: {
    readonly accepted: readonly unknown[];
    readonly refused: readonly (readonly [unknown, string])[];
  };
} = {
  messages: {
    accepted: [[{ role: "user" }], many(1000, { role: "user", content: [{ type: "text", text: "a" }] })],
    refused: [
      [[], "messages: too small: expected array to have >=1 items"],
      [many(1001, { role: "user" }), "messages: too big: expected array to have <=1000 items"],
      [[{ role: "" }], "messages[0].role: expected a non-empty string"],
      [[{ role: "user" }, { content: "a" }], "messages[1].role: expected a non-empty string"],
      [[{ role: 1 }], "messages[0].role: expected a non-empty string"],
      [[{ role: "user", content: "\ud83c" }], `messages[0].content: ${UNSTORABLE}`],
      ["hello", "messages: invalid input: expected array, received string"],
      [[["user"]], "messages[0]: expected an object"],
    ],
  },
  model: {
    accepted: ["", "gpt-4o", PARTY(255)],
    refused: [
      [A(256), "model: must have at most 255 characters"],
      [1, "model: invalid input: expected string, received number"],
      ["a\u0000", `model: ${UNSTORABLE}`],
    ],
  },
  temperature: {
    accepted: [0, 0.7, 2],
    refused: [
      [-0.01, "temperature: too small: expected number to be >=0"],
      [2.01, "temperature: too big: expected number to be <=2"],
      ["1", "temperature: invalid input: expected number, received string"],
      [Number.NaN, "temperature: invalid input: expected number, received NaN"],
    ],
  },
  maxTokens: {
    accepted: [1, 9_007_199_254_740_991],
    refused: [
      [0, "maxTokens: too small: expected number to be >=1"],
      [1.5, "maxTokens: invalid input: expected int, received number"],
    ],
  },
  topP: {
    accepted: [0, 1],
    refused: [
      [-0.01, "topP: too small: expected number to be >=0"],
      [1.01, "topP: too big: expected number to be <=1"],
    ],
  },
  frequencyPenalty: {
    accepted: [-2, 2],
    refused: [
      [-2.01, "frequencyPenalty: too small: expected number to be >=-2"],
      [2.01, "frequencyPenalty: too big: expected number to be <=2"],
    ],
  },
  presencePenalty: {
    accepted: [-2, 2],
    refused: [
      [-2.01, "presencePenalty: too small: expected number to be >=-2"],
      [2.01, "presencePenalty: too big: expected number to be <=2"],
    ],
  },
  stream: {
    accepted: [true, false],
    refused: [["true", "stream: invalid input: expected boolean, received string"]],
  },
  reasoningEffort: {
    accepted: ["", A(100)],
    refused: [[A(101), "reasoningEffort: must have at most 100 characters"]],
  },
  verbosity: {
    accepted: ["", A(100)],
    refused: [[A(101), "verbosity: must have at most 100 characters"]],
  },
  seed: {
    accepted: [-9_007_199_254_740_991, 0, 9_007_199_254_740_991],
    refused: [
      [0.5, "seed: invalid input: expected int, received number"],
      [2 ** 53, "seed: too big: expected int to be <=9007199254740991"],
    ],
  },
  thinking: {
    accepted: [{}, { type: "enabled" }],
    refused: [["on", "thinking: expected an object"]],
  },
  variables: {
    accepted: [{}, { name: nestedIn(63) }],
    refused: [
      [["a"], "variables: expected an object"],
      [PROTO, "variables: must not have a key named __proto__"],
      [{ name: nestedIn(64) }, `variables.name${"[0]".repeat(63)}: ${DEEP}`],
    ],
  },
  tools: {
    accepted: [[], many(1000, {})],
    refused: [
      [many(1001, {}), "tools: too big: expected array to have <=1000 items"],
      [["look_up"], "tools[0]: expected an object"],
    ],
  },
  toolChoice: {
    accepted: ["auto", "", { type: "function" }],
    refused: [
      [1, "toolChoice: expected a string or an object"],
      [["auto"], "toolChoice: expected a string or an object"],
      [true, "toolChoice: expected a string or an object"],
    ],
  },
  responseFormat: {
    accepted: [{ type: "json_object" }],
    refused: [["json", "responseFormat: expected an object"]],
  },
  jsonSchema: {
    accepted: [{ type: "object" }],
    refused: [[true, "jsonSchema: expected an object"]],
  },
  isEnforcingResponseFormat: {
    accepted: [true, false],
    refused: [[1, "isEnforcingResponseFormat: invalid input: expected boolean, received number"]],
  },
  fallbackModels: {
    accepted: [[], many(100, PARTY(255))],
    refused: [
      [many(101, "m"), "fallbackModels: too big: expected array to have <=100 items"],
      [[A(256)], "fallbackModels[0]: must have at most 255 characters"],
    ],
  },
  loadBalanceModels: {
    accepted: [[], many(100, { model: "", weight: 1 })],
    refused: [
      [many(101, { model: "m" }), "loadBalanceModels: too big: expected array to have <=100 items"],
      [[{ weight: 1 }], "loadBalanceModels[0].model: expected a string"],
      [["m"], "loadBalanceModels[0]: expected an object"],
    ],
  },
  stopWords: {
    accepted: [[], many(100, PARTY(1000))],
    refused: [
      [many(101, "a"), "stopWords: too big: expected array to have <=100 items"],
      [[A(1001)], "stopWords[0]: must have at most 1000 characters"],
    ],
  },
  templateSyntax: {
    accepted: ["mustache", "dollar", "jinja"],
    refused: [["handlebars", 'templateSyntax: invalid option: expected one of "mustache"|"dollar"|"jinja"']],
  },
  templatedParts: {
    accepted: [[], ["tools"], ["schemas", "tools"]],
    refused: [
      [["messages"], 'templatedParts[0]: invalid option: expected one of "tools"|"schemas"'],
      [many(3, "tools"), "templatedParts: too big: expected array to have <=2 items"],
    ],
  },
};

const create = (input: unknown) =>
  issuesOf(versionCommandSchemas.CreateVersion, { type: "CreateVersion", input });

describe.each(CONTENT_FIELDS.map(([field]) => field))("the field %s", (field) => {
  test("may be absent, null, or anything within its limits", () => {
    expect(create({})).toEqual([]);
    expect(create({ [field]: null })).toEqual([]);
    for (const value of fields[field].accepted) {
      const command = { type: "CreateVersion", input: { [field]: value } };
      expect(versionCommandSchemas.CreateVersion.parse(command)).toStrictEqual(command);
    }
  });

  test("is refused one beyond a limit, with the field and the limit named", () => {
    for (const [value, issue] of fields[field].refused)
      expect(create({ [field]: value })).toContain(`input.${issue}`);
  });
});

describe("the input of a version", () => {
  test("has description and integrations beside the content", () => {
    expect(create({ description: null })).toEqual([]);
    expect(create({ description: PARTY(10_000), integrations: many(100, PARTY(255)) })).toEqual([]);
    expect(create({ integrations: [] })).toEqual([]);
    expect(create({ description: A(10_001) })).toEqual([
      "input.description: must have at most 10000 characters",
    ]);
    expect(create({ integrations: null })).toEqual([
      "input.integrations: invalid input: expected array, received null",
    ]);
    expect(create({ integrations: many(101, "a") })).toEqual([
      "input.integrations: too big: expected array to have <=100 items",
    ]);
    expect(create({ integrations: [""] })).toEqual(["input.integrations[0]: must not be empty"]);
    expect(create({ integrations: [A(256)] })).toEqual([
      "input.integrations[0]: must have at most 255 characters",
    ]);
  });

  test("has no other fields, nor a field under the name that an API gives it", () => {
    expect(create({ max_tokens: 1 })).toEqual(["input.max_tokens: unknown field"]);
  });

  test("has notes, which are no part of a content", () => {
    const input: VersionInput = { model: "m", seed: null, description: "d", integrations: ["a:b"] };
    expect(normalizeContent(input)).toStrictEqual({ model: "m" });
    expect(applyContentChanges({ seed: 1 }, input)).toStrictEqual({ model: "m" });
    expect(effectiveChanges({ seed: 1 }, input)).toStrictEqual({ model: "m", seed: null });
  });
});

const OUT_OF_RANGE = [
  [0, "too small: expected number to be >=1"],
  [MAXIMUM_NUMBER + 1, "too big: expected number to be <=2147483647"],
  [1.5, "invalid input: expected int, received number"],
] as const;

const NO_NUMBER: { readonly [type: string]: string } = {
  SaveVersion: "must be an integer from 1 to 2147483647, next or current",
  EditVersion: "must be an integer from 1 to 2147483647, current or latest",
};

describe.each<[VersionCommand["type"], object, readonly string[]]>([
  ["CreateVersion", { from: 1, input: { model: "m" } }, ["input"]],
  ["EditVersion", { number: 1, changes: { model: "m" }, associate: "a:b", syntax: "dollar" }, ["changes"]],
  ["CommitVersion", { number: 1, message: "m", createNextDraft: true, ifNoneCommitted: true }, []],
  ["DeleteVersion", { number: 1, ifLastVersion: "delete" }, ["number"]],
  [
    "SaveVersion",
    { number: 1, mode: "patch", input: { model: "m" }, text: "t", format: "json" },
    ["number", "mode", "input"],
  ],
])("the command %s", (type, good, required) => {
  const schema = versionCommandSchemas[type];
  const command = { type, ...good };

  test("is taken as it is", () => {
    expect(schema.parse(command)).toStrictEqual(command);
  });

  test("may lack what is optional, and nothing else", () => {
    for (const field of Object.keys(good)) {
      expect(
        issuesOf(schema, { ...command, [field]: undefined }).map((issue) => issue.split(":")[0]),
      ).toEqual(required.includes(field) ? [field] : []);
    }
  });

  test("is refused with a field that nobody knows, or of another type", () => {
    expect(issuesOf(schema, { ...command, colour: "red" })).toEqual(["colour: unknown field"]);
    expect(issuesOf(schema, { ...command, type: "Other" })).toEqual([
      `type: invalid input: expected "${type}"`,
    ]);
  });

  if ("number" in good)
    test("X5 has a number from 1 to 2147483647", () => {
      expect(issuesOf(schema, { ...command, number: MAXIMUM_NUMBER })).toEqual([]);
      for (const [number, message] of OUT_OF_RANGE)
        expect(issuesOf(schema, { ...command, number })).toEqual([
          `number: ${number === 1.5 ? (NO_NUMBER[type] ?? message) : message}`,
        ]);
    });
});

test("a commit's message has up to 5,000 characters, and may be null", () => {
  const commit = (message: unknown) =>
    issuesOf(versionCommandSchemas.CommitVersion, { type: "CommitVersion", message });
  expect(commit(null)).toEqual([]);
  expect(commit(PARTY(5000))).toEqual([]);
  expect(commit(A(5001))).toEqual(["message: must have at most 5000 characters"]);
});

test("a save names a number, next or current, and replaces or patches", () => {
  const save = (change: object) =>
    issuesOf(versionCommandSchemas.SaveVersion, {
      type: "SaveVersion",
      number: 1,
      mode: "patch",
      input: {},
      ...change,
    });
  for (const number of ["next", "current"]) expect(save({ number })).toEqual([]);
  for (const mode of ["replace", "patch"]) expect(save({ mode })).toEqual([]);
  expect(save({ number: "latest" })).toEqual([
    "number: must be an integer from 1 to 2147483647, next or current",
  ]);
  expect(save({ mode: "merge" })).toEqual(['mode: invalid option: expected one of "replace"|"patch"']);
});

describe("a reference to a version", () => {
  const NO_REF = "must be an integer from 1 to 2147483647, current or latest";

  test.each<[unknown, readonly string[]]>([
    [1, []],
    [MAXIMUM_NUMBER, []],
    ["current", []],
    ["latest", []],
    [0, ["too small: expected number to be >=1"]],
    [MAXIMUM_NUMBER + 1, ["too big: expected number to be <=2147483647"]],
    [1.5, [NO_REF]],
    ["next", [NO_REF]],
    ["1", [NO_REF]],
    [null, [NO_REF]],
  ])("%j", (ref, messages) => {
    const of = (field: string) => messages.map((message) => `${field}: ${message}`);
    expect(issuesOf(versionRefSchema, ref)).toEqual(of(""));
    const { CreateVersion, EditVersion } = versionCommandSchemas;
    expect(issuesOf(CreateVersion, { type: "CreateVersion", from: ref, input: {} })).toEqual(of("from"));
    expect(issuesOf(EditVersion, { type: "EditVersion", number: ref, changes: {} })).toEqual(of("number"));
  });
});

test("what a command asks beside the content is checked", () => {
  const edit = (change: object) =>
    issuesOf(versionCommandSchemas.EditVersion, { type: "EditVersion", changes: {}, ...change });
  expect(edit({ associate: PARTY(255) })).toEqual([]);
  expect(edit({ associate: "" })).toEqual(["associate: must not be empty"]);
  expect(edit({ associate: A(256) })).toEqual(["associate: must have at most 255 characters"]);
  for (const syntax of ["mustache", "dollar", "jinja"]) expect(edit({ syntax })).toEqual([]);
  expect(edit({ syntax: "x" })).toEqual([
    'syntax: invalid option: expected one of "mustache"|"dollar"|"jinja"',
  ]);
  const commit = (change: object) =>
    issuesOf(versionCommandSchemas.CommitVersion, { type: "CommitVersion", ...change });
  expect(commit({ ifNoneCommitted: false, createNextDraft: false })).toEqual([]);
  expect(commit({ ifNoneCommitted: 1 })).toEqual([
    "ifNoneCommitted: invalid input: expected boolean, received number",
  ]);
  expect(commit({ createNextDraft: 1 })).toEqual([
    "createNextDraft: invalid input: expected boolean, received number",
  ]);
  const remove = (ifLastVersion: unknown) =>
    issuesOf(versionCommandSchemas.DeleteVersion, { type: "DeleteVersion", number: 1, ifLastVersion });
  for (const ifLastVersion of ["keep", "delete"]) expect(remove(ifLastVersion)).toEqual([]);
  expect(remove("drop")).toEqual(['ifLastVersion: invalid option: expected one of "keep"|"delete"']);
  const save = (change: object) =>
    issuesOf(versionCommandSchemas.SaveVersion, {
      type: "SaveVersion",
      number: 1,
      mode: "patch",
      input: {},
      ...change,
    });
  expect(save({ text: "" })).toEqual([]);
  expect(save({ text: A(1_000_000) })).toEqual([]);
  expect(save({ text: A(1_000_001) })).toEqual(["text: must have at most 1000000 characters"]);
  expect(save({ text: null })).toEqual(["text: invalid input: expected string, received null"]);
  for (const format of ["text", "json"]) expect(save({ format })).toEqual([]);
  expect(save({ format: "xml" })).toEqual(['format: invalid option: expected one of "text"|"json"']);
});

describe("a field that is there and undefined", () => {
  test.each(["CreateVersion", "SaveVersion"] as const)(
    "is none of the input of %s, unlike one that is null",
    (type) => {
      const command = { type, ...(type === "SaveVersion" ? { number: 1, mode: "patch" } : {}) };
      const input = { model: undefined, seed: null, description: undefined, integrations: ["a:b"] };
      expect(versionCommandSchemas[type].parse({ ...command, input })).toStrictEqual({
        ...command,
        input: { seed: null, integrations: ["a:b"] },
      });
    },
  );
});

describe("what is no object among messages and weighted models", () => {
  // A null once threw a TypeError, and a string also got an issue for its missing role.
  test.each<[unknown, string]>([
    [null, "expected an object"],
    ["hi", "expected an object"],
    [1, "expected an object"],
    [true, "expected an object"],
    [["role"], "expected an object"],
    [undefined, "a undefined is not JSON"],
    [Number.NaN, "must be a finite number"],
  ])("%j is refused for that alone", (entry, message) => {
    expect(create({ messages: [entry] })).toEqual([`input.messages[0]: ${message}`]);
    expect(create({ messages: [{ role: "user" }, entry] })).toEqual([`input.messages[1]: ${message}`]);
    expect(create({ loadBalanceModels: [entry] })).toEqual([`input.loadBalanceModels[0]: ${message}`]);
  });

  test("is never thrown on, whatever it is", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (entry) => {
        for (const field of ["messages", "loadBalanceModels", "toolChoice", "tools"]) {
          const value = field === "toolChoice" ? entry : [entry];
          expect(create({ [field]: value }).length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test("is refused for every entry that is none", () => {
    expect(create({ messages: [null, { role: "user" }, "hi"] })).toEqual([
      "input.messages[0]: expected an object",
      "input.messages[2]: expected an object",
    ]);
  });
});
