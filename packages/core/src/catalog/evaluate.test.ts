import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  pinOn,
  promptCreated,
  saying,
  streamOf,
  versionCommitted,
  versionCreated,
  versionDeployed,
} from "../../test/given.ts";
import { anyText } from "../../test/texts.ts";
import { rowOf } from "../read/prompts-at.ts";
import { compareText, foldCase, inScope, latestUpdate, matches, select } from "./evaluate.ts";
import type { Filter, FilterField, FilterOperator, FilterValue, Sort } from "./filter.ts";
import { NEWEST_FIRST } from "./filter.ts";
import type { PromptRow } from "./query.ts";

describe("comparing texts", () => {
  const codePointsOf = (text: string): number[] => [...text].map((one) => one.codePointAt(0) ?? 0);
  const compareNumbers = (left: readonly number[], right: readonly number[]): number => {
    for (const [index, one] of left.entries()) {
      const other = right[index];
      if (other === undefined) return 1;
      if (one !== other) return one - other;
    }
    return left.length - right.length;
  };

  test("goes by code point, as comparing lists of code points does", () => {
    // Few characters, on both sides of the surrogates, so that texts often begin alike.
    const near = fc.string({
      unit: fc.constantFrom("a", "b", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{1f389}", "\u{10ffff}"),
      maxLength: 5,
    });
    const any = anyText(5);
    for (const texts of [near, any])
      fc.assert(
        fc.property(texts, texts, (left, right) => {
          expect(Math.sign(compareText(left, right))).toBe(
            Math.sign(compareNumbers(codePointsOf(left), codePointsOf(right))),
          );
        }),
      );
  });

  test("puts astral characters after all others, where UTF-16 does not", () => {
    expect("\uffff" < "🎉").toBe(false);
    expect(compareText("\uffff", "🎉")).toBeLessThan(0);
    expect(compareText("🎉", "🎉")).toBe(0);
    expect(compareText("a", "ab")).toBeLessThan(0);
    expect(compareText("B", "a")).toBeLessThan(0);
  });
});

const live = versionDeployed(pinOn(1, 3, { ...saying("one"), model: "m" }));
const row: PromptRow = rowOf(
  streamOf(
    promptCreated,
    versionCreated(1, { ...saying("one"), model: "m", temperature: 0.5, stream: false }),
    versionCommitted(1),
    live,
    { type: "PromptTagged", data: { id: "tag_1", key: "team", value: "Core", color: "#000000" } },
    { type: "PromptTagged", data: { id: "tag_2", key: "old", value: null, color: "#000000" } },
    { type: "AccessGranted", data: { subject: { type: "user", id: "bob" }, permissions: ["READ"] } },
    versionCreated(2, { toolChoice: { type: "function" } }),
  ),
  "production",
);
const bare: PromptRow = rowOf(streamOf(promptCreated), "production");

const compare = (
  field: FilterField,
  operator: FilterOperator,
  value: FilterValue,
  ignoreCase?: boolean,
): Filter => ({
  type: "compare",
  field,
  operator,
  value,
  ...(ignoreCase === undefined ? {} : { ignoreCase }),
});
const found = (...args: Parameters<typeof compare>) => matches(compare(...args), row);

describe("a comparison", () => {
  test.each<[FilterField, FilterValue]>([
    ["id", "prm_1"],
    ["slug", "greeting"],
    ["name", "Greeting"],
    ["description", null],
    ["starred", false],
    ["deleted", false],
    ["tag", "tag_1"],
    ["tag", "team:Core"],
    ["tag", "old"],
    ["commitCount", 1],
    ["createdBy", "ann"],
    ["createdAt", 1000],
    ["updatedAt", 8000],
    ["current.number", 2],
    ["current.id", "pv_2"],
    ["current.committed", false],
    ["current.model", null],
    ["current.toolChoice", '{"type":"function"}'],
    ["current.updatedAt", 8000],
    ["live.number", 1],
    ["live.committed", true],
    ["live.model", "m"],
    ["live.temperature", 0.5],
    ["live.stream", false],
    ["live.toolChoice", null],
    ["live.createdBy", "ann"],
  ])("of %s finds %j", (field, value) => {
    expect(found(field, "equals", value)).toBe(true);
    expect(found(field, "equals", "something else")).toBe(false);
  });

  test("of what is not there finds null alone", () => {
    for (const field of ["tag", "current.number", "live.model"] as const) {
      expect(matches(compare(field, "equals", null), bare)).toBe(true);
      for (const operator of ["less", "greaterOrEqual", "contains"] as const)
        expect(matches(compare(field, operator, "a"), bare)).toBe(false);
    }
    expect(matches(compare("current.committed", "equals", false), bare)).toBe(false);
  });

  test("of a tool choice that is a text finds the text", () => {
    const auto = rowOf(streamOf(promptCreated, versionCreated(1, { toolChoice: "auto" })), "production");
    expect(matches(compare("current.toolChoice", "equals", "auto"), auto)).toBe(true);
  });

  test.each<[FilterOperator, readonly [boolean, boolean, boolean]]>([
    ["equals", [false, true, false]],
    ["less", [false, false, true]],
    ["lessOrEqual", [false, true, true]],
    ["greater", [true, false, false]],
    ["greaterOrEqual", [true, true, false]],
  ])("by %s orders numbers, texts and booleans", (operator, expected) => {
    expect([0, 1, 2].map((value) => found("commitCount", operator, value))).toEqual(expected);
    expect(["Greet", "Greeting", "Gz"].map((value) => found("name", operator, value))).toEqual(expected);
    const starred = (value: boolean) => ({
      ...row,
      prompt: { ...row.prompt, state: { ...row.prompt.state, starred: value } },
    });
    const order = [
      matches(compare("starred", operator, false), starred(true)),
      matches(compare("starred", operator, true), starred(true)),
      matches(compare("starred", operator, true), starred(false)),
    ];
    expect(order).toEqual(expected);
  });

  test("of different types is never met", () => {
    for (const operator of ["equals", "less", "lessOrEqual", "greater", "greaterOrEqual"] as const) {
      expect(found("commitCount", operator, "1")).toBe(false);
      expect(found("name", operator, 1)).toBe(false);
      expect(found("starred", operator, 0)).toBe(false);
      expect(found("name", operator, null)).toBe(false);
    }
    for (const operator of ["contains", "startsWith", "endsWith"] as const) {
      expect(found("commitCount", operator, "1")).toBe(false);
      expect(found("name", operator, 1)).toBe(false);
    }
  });

  test("searches in texts, and respects case by default", () => {
    expect(found("name", "contains", "eet")).toBe(true);
    expect(found("name", "contains", "EET")).toBe(false);
    expect(found("name", "contains", "EET", true)).toBe(true);
    expect(found("name", "contains", "%")).toBe(false);
    expect(found("name", "startsWith", "Gre")).toBe(true);
    expect(found("name", "startsWith", "reet")).toBe(false);
    expect(found("name", "endsWith", "ing")).toBe(true);
    expect(found("name", "endsWith", "in")).toBe(false);
    expect(found("name", "equals", "gREETING", true)).toBe(true);
    expect(found("name", "less", "H", true)).toBe(true);
    expect(found("tag", "endsWith", "core", true)).toBe(true);
    expect(found("commitCount", "equals", 1, true)).toBe(true);
    expect(foldCase("ÄÖ")).toBe("äö");
  });

  test("finds whatever is found without ignoring case", () => {
    expect(foldCase("ΣΑΣΑ")).toContain(foldCase("ΣΑΣ"));
    // Letters whose small form depends on what is beside them, or has several characters.
    const text = fc.string({
      unit: fc.constantFrom("Σ", "σ", "ς", "Α", "İ", "i", "\u0307", "ß", ".", " "),
      maxLength: 8,
    });
    fc.assert(
      fc.property(text, text, text, (before, within, after) => {
        expect(foldCase(before + within + after)).toContain(foldCase(within));
      }),
    );
  });
});

describe("an expression", () => {
  const yes = compare("name", "equals", "Greeting");
  const no = compare("name", "equals", "Other");

  test("joins with and, or and not; an empty and is true, an empty or false", () => {
    expect(matches({ type: "and", filters: [] }, row)).toBe(true);
    expect(matches({ type: "or", filters: [] }, row)).toBe(false);
    expect(matches({ type: "and", filters: [yes, no] }, row)).toBe(false);
    expect(matches({ type: "or", filters: [no, yes] }, row)).toBe(true);
    expect(matches({ type: "not", filter: no }, row)).toBe(true);
    expect(matches({ type: "not", filter: yes }, row)).toBe(false);
  });

  test("finds what was granted, and a scope lets everything, nothing or that be seen", () => {
    const granted = (id: string, permission: "READ" | "UPDATE") =>
      ({ type: "granted", subjects: [{ type: "user", id }], permission }) as const;
    expect(matches(granted("bob", "READ"), row)).toBe(true);
    expect(matches(granted("bob", "UPDATE"), row)).toBe(false);
    expect(matches(granted("eve", "READ"), row)).toBe(false);
    expect([inScope("all", row), inScope("none", row), inScope(granted("bob", "READ"), row)]).toEqual([
      true,
      false,
      true,
    ]);
    expect(inScope(granted("eve", "READ"), row)).toBe(false);
  });
});

describe("a query", () => {
  /** A row with what sorting looks at. */
  const rowWith = (
    id: string,
    name: string,
    createdAt: number,
    currentUpdatedAt: number | null,
  ): PromptRow => ({
    ...bare,
    prompt: {
      ...bare.prompt,
      state: {
        ...bare.prompt.state,
        id,
        slug: id,
        name,
        createdAt,
        updatedAt: createdAt,
        current:
          currentUpdatedAt === null
            ? null
            : { number: 1, id: "pv_1", model: null, committed: true, updatedAt: currentUpdatedAt },
      },
    },
  });
  const rows = [
    rowWith("b", "x", 1000, 5000),
    rowWith("a", "x", 1000, null),
    rowWith("d", "🎉", 3000, 2000),
    rowWith("c", "\uffff", 2000, null),
  ];
  const query = (
    sort: Sort,
    page = { number: 1, size: 10 },
    filter: Filter = { type: "and", filters: [] },
  ) => {
    const result = select(rows, { filter, sort, page, scope: "all", environment: "production" });
    return { total: result.total, ids: result.rows.map(({ prompt }) => prompt.state.id).join("") };
  };

  test.each<[Sort["field"], string, string]>([
    ["id", "abcd", "dcba"],
    ["slug", "abcd", "dcba"],
    ["name", "abcd", "dcba"],
    ["createdAt", "abcd", "dcba"],
    ["updatedAt", "acdb", "bdca"],
    ["current.updatedAt", "dbac", "bdca"],
  ])("sorts by %s, nulls last, ties by id", (field, ascending, descending) => {
    expect(query({ field, direction: "ascending" }).ids).toBe(ascending);
    expect(query({ field, direction: "descending" }).ids).toBe(descending);
  });

  test("cuts a page out of what is found, and counts all of it", () => {
    const sort: Sort = { field: "id", direction: "ascending" };
    expect(query(sort, { number: 1, size: 3 })).toEqual({ total: 4, ids: "abc" });
    expect(query(sort, { number: 2, size: 3 })).toEqual({ total: 4, ids: "d" });
    expect(query(sort, { number: 3, size: 3 })).toEqual({ total: 4, ids: "" });
    expect(query(sort, { number: 1, size: 1 }, compare("name", "equals", "x"))).toEqual({
      total: 2,
      ids: "a",
    });
    const hidden = select(rows, {
      filter: { type: "and", filters: [] },
      sort: NEWEST_FIRST,
      page: { number: 1, size: 10 },
      scope: "none",
      environment: "production",
    });
    expect(hidden).toEqual({ total: 0, rows: [] });
  });

  test("X9 takes the later of a prompt's and its current version's last change", () => {
    expect(rows.map(latestUpdate)).toEqual([5000, 1000, 3000, 2000]);
  });
});
