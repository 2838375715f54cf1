import type { Filter, FilterOperator } from "@promptledger/core";
import { foldCase } from "@promptledger/core";
import { sql } from "kysely";
import { TAG_TERM } from "./schema/prompt-terms-table.ts";
import type { Statement } from "./statement.ts";
import { isStorable, tableOf } from "./statement.ts";

/** The condition that the prompt `p` has all of some terms, of which there is at least one. */
export type HasTerms = (terms: readonly string[]) => Statement;

/** That condition for the prompts of a tenant, as the table `prompt_terms` tells it. */
export function hasTerms(schema: string, tenant: string): HasTerms {
  return (terms) => {
    const lists = terms.map(
      (term) =>
        sql`SELECT t.prompt_id FROM ${tableOf(schema, "prompt_terms")} t WHERE t.tenant = ${tenant} AND t.term = ${term}`,
    );
    return sql`p.prompt_id IN (${sql.join(lists, sql` INTERSECT `)})`;
  };
}

/** Terms that every prompt has which a comparison finds; none where it is of a kind that terms say nothing of. */
export function termsOf(comparison: Extract<Filter, { type: "compare" }>): readonly string[] {
  const { field, operator, value, ignoreCase = false } = comparison;
  if (typeof value !== "string" || !isStorable(value)) return [];
  if (field === "name" && ignoreCase && WITHIN.includes(operator)) return trigramsOf(foldCase(value));
  if (field === "tag" && !ignoreCase && operator === "equals") return [tagTerm(value)];
  return [];
}

const WITHIN: readonly FilterOperator[] = ["contains", "startsWith", "endsWith"];

// The first, the last and the one in the middle: neighbours have most of their letters in common, and so of their prompts.
function trigramsOf(text: string): readonly string[] {
  const characters = [...text];
  const last = characters.length - 3;
  if (last < 0) return [];
  const starts = new Set([0, Math.floor(last / 2), last]);
  return [...new Set([...starts].map((start) => characters.slice(start, start + 3).join("")))];
}

function tagTerm(tag: string): string {
  return TAG_TERM.prefix + [...tag].slice(0, TAG_TERM.characters).join("");
}
