import { describe, expect, test } from "vitest";
import { isLedgerError } from "../errors.ts";
import type { PromptRef } from "./prompt-ref.ts";
import { newPromptIdSchema, parsePromptRef, promptIdSchema, promptRefSchema } from "./prompt-ref.ts";

const MINTED = "prm_01ARZ3NDEKTSV4RRFFQ69G5FAV";
const ID = "must have 1 to 64 characters out of A-Z, a-z, 0-9, _ and -";

describe("a reference to a prompt", () => {
  test.each<[string, PromptRef, object]>([
    ["a slug", "welcome", { slug: "welcome" }],
    ["a slug that looks like an id, but is not a generated one", "prm_1", { slug: "prm_1" }],
    ["an id", { id: MINTED }, { id: MINTED }],
    ["a prompt", { id: "p", slug: "welcome" } as PromptRef, { id: "p" }],
    ["a version, which has an id of its own", { id: "v", promptId: "p" }, { id: "p" }],
    ["a deployment", { promptId: "p" }, { id: "p" }],
  ])("%s", (_, ref, key) => {
    expect(parsePromptRef(ref)).toStrictEqual(key);
    expect(promptRefSchema.parse(ref)).toStrictEqual(key);
  });

  test.each<[string, unknown, string]>([
    [
      "a generated id as a string",
      MINTED,
      "is shaped like a prompt's id, and a string is a slug; pass { id }",
    ],
    ["nothing", undefined, "must be a slug, or an object with the id of a prompt"],
    ["null", null, "must be a slug, or an object with the id of a prompt"],
    ["a number", 1, "must be a slug, or an object with the id of a prompt"],
    ["an object without an id", { slug: "welcome" }, "must be a slug, or an object with the id of a prompt"],
    ["an id that is none", { id: "a b" }, `the id ${ID}`],
    ["an id that is no string", { id: 1 }, `the id ${ID}`],
    ["a version of a prompt that is none", { id: "p", promptId: 1 }, `the id ${ID}`],
  ])("is not %s", (_, ref, message) => {
    expect(promptRefSchema.safeParse(ref).error?.issues.map((issue) => issue.message)).toEqual([message]);
    expect(refusal(ref)).toEqual([{ field: "prompt", message }]);
  });

  test("that is no slug gets an error with what a slug is", () => {
    const [issue] = refusal("");
    expect(issue?.field).toBe("prompt");
    expect(issue?.message).not.toBe("");
    expect(issue?.message).toBe(promptRefSchema.safeParse("").error?.issues[0]?.message);
  });
});

test.each([
  ["a", true],
  ["A-z_0", true],
  ["a".repeat(64), true],
  ["a".repeat(65), false],
  ["", false],
  ["a b", false],
  [" a", false],
  ["a.", false],
])("the id %j", (id, good) => {
  expect(promptIdSchema.safeParse(id).error?.issues[0]?.message).toBe(good ? undefined : ID);
});

test.each(["list", "summary"])(
  "X16 no new prompt has the id %s, and one that exists is still referred to by it",
  (id) => {
    expect(newPromptIdSchema.safeParse(id).error?.issues[0]?.message).toMatch(
      /^must not be list or summary/u,
    );
    expect(newPromptIdSchema.safeParse(`${id}s`).success).toBe(true);
    expect(parsePromptRef({ id })).toEqual({ id });
  },
);

function refusal(ref: unknown): readonly { readonly field: string; readonly message: string }[] {
  try {
    parsePromptRef(ref as PromptRef);
    return [];
  } catch (error) {
    if (!isLedgerError(error, "invalid-input")) throw error;
    return error.issues;
  }
}
