import type { Filter, FilterOperator } from "@promptledger/core/adapter";
import { foldCase } from "@promptledger/core/adapter";
import { sql } from "kysely";
import type { Statement } from "../query/statement.ts";
import { isStorable } from "../query/statement.ts";
import type { ColumnType } from "./document-columns.ts";
import { columnOf } from "./document-columns.ts";

/** The condition that one comparison is. A value of another type than the field meets nothing. */
export function compileComparison(comparison: Extract<Filter, { type: "compare" }>): Statement {
  const { field, operator, value, ignoreCase = false } = comparison;
  const column = columnOf(field);
  const reference = sql.ref(`${column.table}.${column.name}`);
  if (value === null) return operator === "equals" ? isNull(column.type, reference) : NEVER;
  switch (column.type) {
    case "text":
    case "text[]": {
      if (typeof value !== "string" || !isStorable(value)) return NEVER;
      const meets = column.type === "text" ? textMeets : listMeets;
      if (!ignoreCase) return meets(reference, operator, value);
      const name = column.folded ?? column.name;
      const folded = sql.ref(`${column.table}.${name}`);
      const met = meets(folded, operator, foldCase(value));
      return name === SEARCH_COLUMN ? searched(folded, operator, foldCase(value), met) : met;
    }
    case "boolean":
      return typeof value === "boolean" ? ordered(reference, operator, sql`${value}::boolean`) : NEVER;
    case "time":
    case "bigint":
    case "double precision":
      if (typeof value !== "number" || Number.isNaN(value)) return NEVER;
      return ordered(reference, operator, numberFor(column.type, value));
  }
}

const NEVER = sql`FALSE`;

// Not LIKE, which tries a long pattern from each character on: near matches took it a hundred times as long.
const WITHIN: { readonly [operator in FilterOperator]?: (text: Statement, value: string) => Statement } = {
  contains: (text, value) => sql`strpos(${text}, ${value}::text) > 0`,
  startsWith: (text, value) => sql`starts_with(${text}, ${value}::text)`,
  endsWith: (text, value) => sql`right(${text}, ${sql.lit([...value].length)}) = ${value}::text`,
};

const SIGNS: { readonly [operator in FilterOperator]?: Statement } = {
  equals: sql`=`,
  less: sql`<`,
  lessOrEqual: sql`<=`,
  greater: sql`>`,
  greaterOrEqual: sql`>=`,
};

// A prompt without tags has null for a tag.
function isNull(type: ColumnType, reference: Statement): Statement {
  return type === "text[]" ? sql`cardinality(${reference}) = 0` : sql`${reference} IS NULL`;
}

function textMeets(reference: Statement, operator: FilterOperator, value: string): Statement {
  return WITHIN[operator]?.(reference, value) ?? ordered(reference, operator, sql`${value}::text`);
}

/** The column whose trigrams are in an index, and how many characters of a value are looked for in it at each place. */
const SEARCH_COLUMN = "name_folded";
const PIECE = 16;

/** The same condition for an index of trigrams, which takes only patterns: of the value's beginning, middle and end, so that it is short. */
function searched(reference: Statement, operator: FilterOperator, value: string, met: Statement): Statement {
  if (WITHIN[operator] === undefined) return met;
  const end = Math.max(PIECE, value.length - PIECE);
  const middle = Math.max(PIECE, Math.floor((value.length - PIECE) / 2));
  const pieces = [
    value.slice(0, PIECE),
    value.slice(middle, Math.min(middle + PIECE, end)),
    value.slice(end),
  ];
  const pattern = `%${pieces.filter(Boolean).map(escaped).join("%")}%`;
  return sql`(${reference} LIKE ${pattern}::text AND ${met})`;
}

// Without the flag `u`, so that half of a surrogate pair at either end is left out.
function escaped(piece: string): string {
  return piece.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "").replace(/[\\%_]/gu, "\\$&");
}

function listMeets(reference: Statement, operator: FilterOperator, value: string): Statement {
  // In this form an index finds it.
  if (operator === "equals") return sql`${reference} @> ${[value]}::text[]`;
  const met = sql`EXISTS (SELECT FROM unnest(${reference}) AS t (item) WHERE ${textMeets(sql`t.item`, operator, value)})`;
  if (WITHIN[operator] === undefined) return met;
  // Looking through all items as one text rules most lists out, and is much faster.
  return sql`(${textMeets(sql`array_to_string(${reference}, ' ')`, "contains", value)} AND ${met})`;
}

function ordered(left: Statement, operator: FilterOperator, right: Statement): Statement {
  const sign = SIGNS[operator];
  return sign === undefined ? NEVER : sql`${left} ${sign} ${right}`;
}

// As text, which both drivers send as it is. A number that no bigint can be is compared exactly, as numeric.
function numberFor(type: ColumnType, value: number): Statement {
  if (type === "double precision") return sql`${String(value)}::double precision`;
  return sql`${String(value)}::${sql.raw(Number.isSafeInteger(value) ? "bigint" : "numeric")}`;
}
