import { sameSubject } from "../access/grant.ts";
import { commitCount } from "../prompt/state.ts";
import { effectiveGrants, tagName } from "../prompt/tag.ts";
import type { VersionState } from "../version/state.ts";
import type {
  Filter,
  FilterField,
  FilterOperator,
  FilterValue,
  PromptField,
  Scope,
  Sort,
  VersionField,
} from "./filter.ts";
import type { PromptQuery, PromptRow, PromptRows } from "./query.ts";

/** Whether a row matches the filter. The queries that adapters compile must give the same answer. */
export function matches(filter: Filter, row: PromptRow): boolean {
  switch (filter.type) {
    case "and":
      return filter.filters.every((one) => matches(one, row));
    case "or":
      return filter.filters.some((one) => matches(one, row));
    case "not":
      return !matches(filter.filter, row);
    case "granted":
      return effectiveGrants(row.prompt.state).some(
        (grant) =>
          grant.permissions.includes(filter.permission) &&
          filter.subjects.some((subject) => sameSubject(subject, grant.subject)),
      );
    case "createdBy":
      return filter.actors.has(row.prompt.state.createdBy);
    case "compare":
      return valuesOf(filter.field, row).some((value) =>
        meetsComparison(value, filter.operator, filter.value, filter.ignoreCase ?? false),
      );
  }
}

/** Whether a row is in the policy's scope. */
export function inScope(scope: Scope, row: PromptRow): boolean {
  if (scope === "all") return true;
  return scope === "none" ? false : matches(scope, row);
}

/** The rows of a query among all rows of a tenant, and the count of all matches. What adapters answer is compared with it. */
export function select(rows: Iterable<PromptRow>, query: PromptQuery): PromptRows {
  const found: PromptRow[] = [];
  for (const row of rows) {
    if (inScope(query.scope, row) && matches(query.filter, row)) found.push(row);
  }
  const start = (query.page.number - 1) * query.page.size;
  const sorted = found.toSorted(orderBy(query.sort));
  return { total: found.length, rows: sorted.slice(start, start + query.page.size) };
}

/** Folds case. Every adapter does this in the process. */
export function foldCase(value: string): string {
  // A capital sigma becomes another letter at the end of a word, and a word may go on in the text that is searched.
  return value.toLowerCase().replaceAll("ς", "σ");
}

/** Orders strings by code point, as PostgreSQL's collation "C" and Redis do. JavaScript's `<` compares UTF-16 units. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

// Without the flag `u`, which would match a pair of surrogates as one.
const HIGH_UNITS = /[\ud800-\uffff]/g;

/** A text that JavaScript's `<` orders by code point, in place of the given one. */
export function textByCodePoint(text: string): string {
  return text.search(HIGH_UNITS) === -1
    ? text
    : text.replace(HIGH_UNITS, (unit) => String.fromCharCode(rank(unit.charCodeAt(0))));
}

// Surrogates encode the highest code points, so they are ranked above U+E000 to U+FFFF.
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

/** Whether a comparison is true, as {@link FilterOperator} defines it for each operator. */
export function meetsComparison(
  field: FilterValue,
  operator: FilterOperator,
  value: FilterValue,
  ignoreCase: boolean,
): boolean {
  if (ignoreCase && typeof field === "string" && typeof value === "string") {
    return meetsComparison(foldCase(field), operator, foldCase(value), false);
  }
  switch (operator) {
    case "equals":
      return field === value;
    case "less":
      return ordered(field, value, (order) => order < 0);
    case "lessOrEqual":
      return ordered(field, value, (order) => order <= 0);
    case "greater":
      return ordered(field, value, (order) => order > 0);
    case "greaterOrEqual":
      return ordered(field, value, (order) => order >= 0);
    case "contains":
      return typeof field === "string" && typeof value === "string" && field.includes(value);
    case "startsWith":
      return typeof field === "string" && typeof value === "string" && field.startsWith(value);
    case "endsWith":
      return typeof field === "string" && typeof value === "string" && field.endsWith(value);
  }
}

function ordered(field: FilterValue, value: FilterValue, test: (order: number) => boolean): boolean {
  if (typeof field === "string" && typeof value === "string") return test(compareText(field, value));
  if (typeof field === "number" && typeof value === "number") return test(field - value);
  if (typeof field === "boolean" && typeof value === "boolean") return test(Number(field) - Number(value));
  return false;
}

/** The values of a field in a row: one for most fields, the id and name of each tag for `tag`, and null for an absent field. */
function valuesOf(field: FilterField, row: PromptRow): readonly FilterValue[] {
  if (field.startsWith("current."))
    return [versionValue(row.current?.state ?? null, field.slice("current.".length) as VersionField)];
  if (field.startsWith("live."))
    return [versionValue(row.live?.state.pinned ?? null, field.slice("live.".length) as VersionField)];
  return promptValues(field as PromptField, row);
}

function promptValues(field: PromptField, row: PromptRow): readonly FilterValue[] {
  const { state } = row.prompt;
  switch (field) {
    case "tag":
      return state.tags.length === 0 ? [null] : state.tags.flatMap((tag) => [tag.id, tagName(tag)]);
    case "deleted":
      return [state.status === "deleted"];
    case "commitCount":
      return [commitCount(state)];
    case "updatedAt":
      return [latestUpdate(row)];
    default:
      return [state[field]];
  }
}

/** When a prompt or its current version last changed, whichever was later (rule X9). */
export function latestUpdate(row: PromptRow): number {
  return Math.max(row.prompt.state.updatedAt, row.prompt.state.current?.updatedAt ?? 0);
}

function versionValue(version: VersionState | null, field: VersionField): FilterValue {
  if (version === null) return null;
  switch (field) {
    case "committed":
      return version.status === "committed";
    case "number":
    case "id":
    case "description":
    case "createdBy":
    case "updatedBy":
    case "createdAt":
    case "updatedAt":
      return version[field];
    case "toolChoice": {
      const { toolChoice } = version.content;
      return typeof toolChoice === "string"
        ? toolChoice
        : toolChoice === undefined
          ? null
          : JSON.stringify(toolChoice);
    }
    default:
      return version.content[field] ?? null;
  }
}

function orderBy(sort: Sort): (left: PromptRow, right: PromptRow) => number {
  const sign = sort.direction === "ascending" ? 1 : -1;
  return (left, right) => {
    const a = sortValue(left, sort);
    const b = sortValue(right, sort);
    if (a === null || b === null) {
      if (a !== b) return a === null ? 1 : -1;
    } else {
      const order = typeof a === "string" ? compareText(a, b as string) : a - (b as number);
      if (order !== 0) return sign * order;
    }
    return sign * compareText(left.prompt.state.id, right.prompt.state.id);
  };
}

/** What a row is sorted by. */
export function sortValue(row: PromptRow, sort: Sort): string | number | null {
  switch (sort.field) {
    case "current.updatedAt":
      return row.prompt.state.current?.updatedAt ?? null;
    case "updatedAt":
      return latestUpdate(row);
    default:
      return row.prompt.state[sort.field];
  }
}
