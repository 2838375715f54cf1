import type { Filter, FilterOperator } from "@promptledger/core/adapter";
import { foldCase } from "@promptledger/core/adapter";
import { sql } from "kysely";
import type { Statement } from "../connection/statement.ts";
import { isStorable } from "../connection/statement.ts";
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
      const folded = sql.ref(`${column.table}.${column.folded ?? column.name}`);
      return meets(folded, operator, foldCase(value));
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

const PATTERNS: { readonly [operator in FilterOperator]?: (escaped: string) => string } = {
  contains: (escaped) => `%${escaped}%`,
  startsWith: (escaped) => `${escaped}%`,
  endsWith: (escaped) => `%${escaped}`,
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
  const pattern = PATTERNS[operator];
  if (pattern === undefined) return ordered(reference, operator, sql`${value}::text`);
  return sql`${reference} LIKE ${pattern(value.replace(/[\\%_]/gu, "\\$&"))}::text`;
}

function listMeets(reference: Statement, operator: FilterOperator, value: string): Statement {
  // In this form an index finds it.
  if (operator === "equals") return sql`${reference} @> ${[value]}::text[]`;
  const met = sql`EXISTS (SELECT FROM unnest(${reference}) AS t (item) WHERE ${textMeets(sql`t.item`, operator, value)})`;
  if (PATTERNS[operator] === undefined) return met;
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
