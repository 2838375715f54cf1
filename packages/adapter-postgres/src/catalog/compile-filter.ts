import type { Filter, Scope } from "@promptledger/core/adapter";
import { LedgerError } from "@promptledger/core/adapter";
import { sql } from "kysely";
import type { Statement } from "../query/statement.ts";
import { compileComparison } from "./compile-comparison.ts";
import { grantText } from "./document-columns.ts";

const TRUE = sql`TRUE`;
const FALSE = sql`FALSE`;

// Each comparison is a parameter, of which a statement has at most 65,535; and deeper nesting exhausts the server's stack.
const MAXIMUM = { comparisons: 30_000, depth: 100 };

/**
 * The condition on the tables of a column (`p`, `c` and `l`) that a filter or scope is. It is met by the rows that core's `matches`
 * finds (clauses CA-1, CA-8, CA-12 and CA-13), but for a text that no store can hold, with NUL or half a surrogate pair, which meets
 * nothing here. Where it is NULL it is not met.
 *
 * @param name What is compiled, for the error. Throws `invalid-input` if it is too large for a statement.
 */
export function compileFilter(filter: Scope, name: "filter" | "scope"): Statement {
  if (filter === "all") return TRUE;
  if (filter === "none") return FALSE;
  checkSize(filter, name);
  return condition(filter);
}

function condition(filter: Filter): Statement {
  switch (filter.type) {
    case "and":
      return joined(filter.filters, sql` AND `, TRUE);
    case "or":
      return joined(filter.filters, sql` OR `, FALSE);
    case "not":
      // NULL is no, and its opposite therefore yes.
      return sql`(${condition(filter.filter)}) IS NOT TRUE`;
    case "granted": {
      const grants = filter.subjects.map((subject) => grantText(subject, filter.permission));
      return sql`p.grants && ${grants}::text[]`;
    }
    case "createdBy":
      return sql`p.created_by = ANY(${[...filter.actors]}::text[])`;
    case "compare":
      return compileComparison(filter);
  }
}

function joined(filters: readonly Filter[], separator: Statement, empty: Statement): Statement {
  if (filters.length === 0) return empty;
  return sql`(${sql.join(filters.map(condition), separator)})`;
}

function checkSize(filter: Filter, name: string): void {
  let comparisons = 0;
  const visit = (one: Filter, depth: number): void => {
    if (depth > MAXIMUM.depth) refuse(name, `must be nested at most ${MAXIMUM.depth} deep`);
    if (one.type === "compare") comparisons += 1;
    else if (one.type === "not") visit(one.filter, depth + 1);
    else if ("filters" in one) for (const part of one.filters) visit(part, depth + 1);
    if (comparisons > MAXIMUM.comparisons)
      refuse(name, `must have at most ${MAXIMUM.comparisons} comparisons`);
  };
  visit(filter, 0);
}

function refuse(field: string, message: string): never {
  throw new LedgerError("invalid-input", `${field}: ${message}`, { issues: [{ field, message }] });
}
