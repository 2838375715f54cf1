import { expect, test } from "vitest";
import { issuesOf } from "../../test/issues.ts";
import type { Filter, FilterField, PromptField, VersionField } from "./filter.ts";
import { findFilterSchema, pageSchema, sortSchema } from "./query-schema.ts";

// Records, so that the compiler misses no field.
const PROMPT_FIELDS: { readonly [Field in PromptField]: true } = {
  id: true,
  slug: true,
  name: true,
  description: true,
  starred: true,
  deleted: true,
  tag: true,
  commitCount: true,
  createdBy: true,
  createdAt: true,
  updatedAt: true,
};
const VERSION_FIELDS: { readonly [Field in VersionField]: true } = {
  number: true,
  id: true,
  description: true,
  committed: true,
  createdBy: true,
  updatedBy: true,
  createdAt: true,
  updatedAt: true,
  model: true,
  temperature: true,
  maxTokens: true,
  topP: true,
  frequencyPenalty: true,
  presencePenalty: true,
  stream: true,
  reasoningEffort: true,
  verbosity: true,
  seed: true,
  toolChoice: true,
  isEnforcingResponseFormat: true,
  templateSyntax: true,
};
const FILTER_FIELDS = [
  ...Object.keys(PROMPT_FIELDS),
  ...Object.keys(VERSION_FIELDS).flatMap((field) => [`current.${field}`, `live.${field}`]),
] as readonly FilterField[];

const leaf: Filter = { type: "compare", field: "name", operator: "equals", value: "a" };

function nestedNot(levels: number): Filter {
  let filter = leaf;
  for (let level = 0; level < levels; level++) filter = { type: "not", filter };
  return filter;
}

test("every field may be looked for, with every operator and kind of value", () => {
  for (const field of FILTER_FIELDS) expect(issuesOf(findFilterSchema, { ...leaf, field })).toEqual([]);
  for (const value of ["", 1, true, null])
    expect(issuesOf(findFilterSchema, { ...leaf, value, ignoreCase: true })).toEqual([]);
  expect(issuesOf(findFilterSchema, { ...leaf, field: "secret" })).toHaveLength(1);
  expect(issuesOf(findFilterSchema, { ...leaf, operator: "like" })).toHaveLength(1);
  expect(issuesOf(findFilterSchema, { ...leaf, value: "a".repeat(10_001) })).toHaveLength(1);
  expect(issuesOf(findFilterSchema, { ...leaf, value: {} })).toHaveLength(1);
  expect(issuesOf(findFilterSchema, { ...leaf, other: 1 })).toEqual(["other: unknown field"]);
});

test("expressions are nested at most 32 levels deep, with lists of at most 1,000", () => {
  expect(issuesOf(findFilterSchema, nestedNot(32))).toEqual([]);
  expect(issuesOf(findFilterSchema, nestedNot(33))).toHaveLength(1);
  const filters = Array(1000).fill(leaf);
  for (const type of ["and", "or"]) {
    expect(issuesOf(findFilterSchema, { type, filters })).toEqual([]);
    expect(issuesOf(findFilterSchema, { type, filters: [...filters, leaf] })).toEqual([
      "filters: too big: expected array to have <=1000 items",
    ]);
  }
  const granted = { type: "granted", subjects: [{ type: "user", id: "a" }], permission: "READ" };
  expect(issuesOf(findFilterSchema, granted)).toEqual([]);
  expect(issuesOf(findFilterSchema, { ...granted, permission: "read" })).toHaveLength(1);
  const creator = { type: "creator", operator: "contains", value: "@", ignoreCase: true };
  expect(issuesOf(findFilterSchema, creator)).toEqual([]);
  expect(issuesOf(findFilterSchema, { ...creator, value: null })).toEqual([]);
  expect(issuesOf(findFilterSchema, { ...creator, value: 1 })).toHaveLength(1);
  expect(issuesOf(findFilterSchema, { type: "xor", filters: [] })).toHaveLength(1);
});

test("a page begins at 1 and has 1 to 1,000 rows, and a sort a field and a direction", () => {
  expect(issuesOf(pageSchema, { number: 1, size: 1000 })).toEqual([]);
  expect(issuesOf(pageSchema, { number: 0, size: 1 })).toEqual([
    "number: too small: expected number to be >=1",
  ]);
  expect(issuesOf(pageSchema, { number: 1, size: 0 })).toEqual([
    "size: too small: expected number to be >=1",
  ]);
  expect(issuesOf(pageSchema, { number: 1, size: 1001 })).toEqual([
    "size: too big: expected number to be <=1000",
  ]);
  expect(issuesOf(sortSchema, { field: "current.updatedAt", direction: "descending" })).toEqual([]);
  expect(issuesOf(sortSchema, { field: "model", direction: "up" })).toHaveLength(2);
});
