import type { Filter, FilterOperator, Scope } from "@promptledger/core/adapter";
import { foldCase } from "@promptledger/core/adapter";
import { sql } from "kysely";
import type { Statement } from "../query/statement.ts";
import { isStorable, tableOf } from "../query/statement.ts";

/** How a tag's term begins, so that it is no trigram, and how many characters of the tag it holds, so that an index takes it. */
export const TAG_TERM = { prefix: "tag=", characters: 128 } as const;

/** So many terms of a search are looked at for the rarest one; and one of more prompts than these helps no search. */
const MAXIMUM = { terms: 8, prompts: 2000 };

/**
 * The prompts of a tenant among which are all that a search can find, as a table for FROM: those of its rarest term, or all of them
 * where it has no rare one. Which one is rare the statement finds out itself, for the planner cannot know.
 */
export function promptsByTerm(schema: string, tenant: string, filters: readonly Scope[]): Statement {
  const prompts = tableOf(schema, "prompts");
  const terms = filters.flatMap(neededTerms).slice(0, MAXIMUM.terms);
  if (terms.length === 0) return prompts;
  const listed = sql`SELECT FROM ${tableOf(schema, "prompt_terms")} t WHERE t.tenant = ${tenant} AND t.term = w.term`;
  return sql`(
    WITH rarest AS MATERIALIZED (
      SELECT w.term, (SELECT count(*) FROM (${listed} LIMIT ${sql.lit(MAXIMUM.prompts + 1)}) s) AS prompts
      FROM unnest(${terms}::text[]) AS w (term) ORDER BY 2 LIMIT 1
    )
    SELECT p.* FROM ${tableOf(schema, "prompt_terms")} t JOIN ${prompts} p ON p.tenant = ${tenant} AND p.prompt_id = t.prompt_id
    WHERE t.tenant = ${tenant} AND t.term = (SELECT term FROM rarest)
      AND (SELECT prompts FROM rarest) <= ${sql.lit(MAXIMUM.prompts)}
    UNION ALL
    SELECT p.* FROM ${prompts} p WHERE p.tenant = ${tenant} AND (SELECT prompts FROM rarest) > ${sql.lit(MAXIMUM.prompts)}
  )`;
}

// Those of the comparisons that a prompt must meet whatever else it meets.
function neededTerms(filter: Scope): readonly string[] {
  if (typeof filter === "string") return [];
  if (filter.type === "and") return filter.filters.flatMap(neededTerms);
  return filter.type === "compare" ? termsOf(filter) : [];
}

function termsOf(comparison: Extract<Filter, { type: "compare" }>): readonly string[] {
  const { field, operator, value, ignoreCase = false } = comparison;
  if (typeof value !== "string" || !isStorable(value)) return [];
  if (field === "name" && ignoreCase && WITHIN.includes(operator)) return trigramsOf(foldCase(value));
  if (field === "tag" && !ignoreCase && operator === "equals") return [tagTerm(value)];
  return [];
}

const WITHIN: readonly FilterOperator[] = ["contains", "startsWith", "endsWith"];

// The first, the last and two between: neighbours have most of their letters in common, and so of their prompts.
function trigramsOf(text: string): readonly string[] {
  const characters = [...text];
  const last = characters.length - 3;
  if (last < 0) return [];
  const starts = new Set([0, 1 / 3, 2 / 3, 1].map((part) => Math.floor(part * last)));
  return [...new Set([...starts].map((start) => characters.slice(start, start + 3).join("")))];
}

function tagTerm(tag: string): string {
  return TAG_TERM.prefix + [...tag].slice(0, TAG_TERM.characters).join("");
}
