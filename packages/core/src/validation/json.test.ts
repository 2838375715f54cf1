import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { issuesOf, nestedIn } from "../../test/issues.ts";
import { anyText } from "../../test/texts.ts";
import type { LedgerError } from "../errors.ts";
import { isLedgerError } from "../errors.ts";
import { codePoints, isStorable, jsonArray, jsonObject, jsonValue, text } from "./json.ts";
import { own } from "./own.ts";
import { parse } from "./parse.ts";

const UNSAFE_INTEGER = "must be an integer from -(2^53 - 1) to 2^53 - 1; write a larger one as a string";
const UNSTORABLE = "must be well-formed Unicode without NUL characters";

test("a storable string is well-formed and without NUL", () => {
  expect(["", "Grüße 🎉", "\u0001", "\ufeff"].map(isStorable)).toEqual([true, true, true, true]);
  expect(["a\u0000b", "\ud83c", "\udf89\ud83c"].map(isStorable)).toEqual([false, false, false]);
});

test("code points are counted, not UTF-16 units", () => {
  expect([codePoints(""), codePoints("aé🎉"), codePoints("\ud83c")]).toEqual([0, 3, 1]);
  fc.assert(fc.property(anyText(40), (value) => codePoints(value) === [...value].length));
});

test("a text has a minimum and a maximum", () => {
  expect(issuesOf(text(3), "")).toEqual([]);
  expect(issuesOf(text(3), "🎉🎉🎉")).toEqual([]);
  expect(issuesOf(text(3), "🎉🎉🎉🎉")).toEqual([": must have at most 3 characters"]);
  expect(issuesOf(text(3, 1), "")).toEqual([": must not be empty"]);
  expect(issuesOf(text(3, 2), "a")).toEqual([": must have at least 2 characters"]);
  expect(issuesOf(text(3, 2), "ab")).toEqual([]);
});

describe("a JSON value", () => {
  test.each([null, true, false, 0, -1.5, "", "a", [], {}, [[null]], { a: { b: [1, "c", null] } }])(
    "may be %j",
    (value) => {
      expect(issuesOf(jsonValue, value)).toEqual([]);
    },
  );

  test("may have undefined entries, which JSON leaves out, and no prototype", () => {
    expect(issuesOf(jsonValue, { a: undefined })).toEqual([]);
    expect(issuesOf(jsonValue, Object.assign(Object.create(null), { a: 1 }))).toEqual([]);
  });

  test.each<[unknown, string]>([
    [undefined, ": a undefined is not JSON"],
    [() => 1, ": a function is not JSON"],
    [{ a: [Symbol("s")] }, "a[0]: a symbol is not JSON"],
    [[1n], "[0]: a bigint is not JSON"],
    [Number.NaN, ": must be a finite number"],
    [{ a: Number.POSITIVE_INFINITY }, "a: must be a finite number"],
    [2 ** 53, `: ${UNSAFE_INTEGER}`],
    [{ a: [{ b: -(2 ** 53) }] }, `a[0].b: ${UNSAFE_INTEGER}`],
    [[1e300], `[0]: ${UNSAFE_INTEGER}`],
    [{ a: ["b", "\ud83c"] }, `a[1]: ${UNSTORABLE}`],
    [{ "a\u0000": 1 }, `: the key "a\\u0000" ${UNSTORABLE}`],
    [{ a: { "\ud83c": 1 } }, `a: the key "\\ud83c" ${UNSTORABLE}`],
    [JSON.parse('{"a":[{"__proto__":{}}]}'), "a[0]: must not have a key named __proto__"],
    [new Map(), ": must be a plain object"],
    [{ at: new Date(0) }, "at: must be a plain object"],
  ])("may not be %s", (value, issue) => {
    expect(issuesOf(jsonValue, value)).toEqual([issue]);
  });

  test("is nested at most 64 levels deep", () => {
    expect(issuesOf(jsonValue, nestedIn(64))).toEqual([]);
    expect(issuesOf(jsonValue, nestedIn(65))).toEqual([
      `${"[0]".repeat(64)}: must not be nested deeper than 64 levels`,
    ]);
    expect(issuesOf(jsonValue, { a: nestedIn(63, {}) })).toEqual([
      `a${"[0]".repeat(63)}: must not be nested deeper than 64 levels`,
    ]);
  });

  test("made by anybody comes through as a copy that is the same", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        if (issuesOf(jsonValue, value).length > 0) return;
        const copy = jsonValue.parse(value);
        expect(copy).toStrictEqual(value);
        if (typeof value === "object" && value !== null) expect(copy).not.toBe(value);
      }),
    );
  });
});

test("a JSON object is no array, no null and no string", () => {
  expect(issuesOf(jsonObject, {})).toEqual([]);
  for (const value of [[], null, "a", 1])
    expect(issuesOf(jsonObject, value)).toEqual([": expected an object"]);
});

test("a list has a maximum", () => {
  expect(issuesOf(jsonArray(jsonValue, 2), [1, 2])).toEqual([]);
  expect(issuesOf(jsonArray(jsonValue, 2), [1, 2, 3])).toEqual([
    ": too big: expected array to have <=2 items",
  ]);
  expect(issuesOf(jsonArray(jsonValue, 2, 1), [])).toEqual([": too small: expected array to have >=1 items"]);
});

test("a list that is too long is refused without a look at its entries", () => {
  let looked = 0;
  const entry = z.unknown().refine(() => {
    looked += 1;
    return false;
  });
  expect(issuesOf(jsonArray(entry, 2), Array.from({ length: 1_000_000 }))).toHaveLength(1);
  expect(looked).toBe(0);
});

test("an input with many flaws is refused with twenty of them", () => {
  const list = jsonArray(jsonObject, 1000);
  const error = thrownBy(() =>
    parse(
      list,
      Array.from({ length: 1000 }, () => 0),
    ),
  );
  expect(error.issues).toHaveLength(20);
  expect(error.message).toBe("[0]: expected an object (and 19 more)");
  const names = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`field${index}`, 1]));
  expect(thrownBy(() => parse(z.strictObject({}), names)).issues).toHaveLength(20);
});

test("a record's own entry is found, and nothing that it inherits", () => {
  const record: { readonly [key: string]: number } = { a: 1 };
  expect([own(record, "a"), own(record, "b"), own(record, "constructor"), own(record, "toString")]).toEqual([
    1,
    undefined,
    undefined,
    undefined,
  ]);
});

function thrownBy(call: () => unknown): LedgerError {
  try {
    call();
  } catch (error) {
    if (isLedgerError(error)) return error;
  }
  throw new Error("nothing was refused");
}
