import type { Filter } from "@promptledger/core/adapter";
import type { Pool } from "pg";
import { findPromptsStatement } from "../src/catalog/find-prompts.ts";
import type { Statement } from "../src/query/statement.ts";
import { compileStatement } from "../src/query/statement.ts";

/** What of a connection is used. */
type Connection = Pick<Pool, "query">;

/** How a search goes through the tables. */
export interface Plan {
  readonly indexes: readonly string[];
  /** The tables that are read from end to end. */
  readonly whole: readonly string[];
}

/** Puts prompts of the tenant `acme` into the table that they are found in: `Support 1` and so on, each with one of 1,000 tags. */
export async function insertPrompts(connection: Connection, schema: string, count: number): Promise<void> {
  await connection.query(`
    INSERT INTO ${schema}.prompts (
      created_at, updated_at, latest_update, current_updated_at, current_number, commit_count, starred, deleted, tenant, prompt_id,
      id_folded, slug, slug_folded, name, name_folded, created_by, created_by_folded, tags, tags_folded, grants
    )
    SELECT i, i, i, i, 1, 1, false, false, 'acme', 'prm-' || i, 'prm-' || i, 's-' || i, 's-' || i, 'Support ' || i, 'support ' || i,
      'jane', 'jane', ARRAY['team:' || i % 1000], ARRAY['team:' || i % 1000], '{}'
    FROM generate_series(1, ${count}) AS i`);
}

/** What a search did in the tenant `acme`. The schema's name is quoted. */
export async function planOfSearch(
  connection: Connection,
  schema: string,
  filter: Filter,
  byTerms: boolean,
): Promise<Plan> {
  const sort = { field: "current.updatedAt", direction: "descending" } as const;
  const page = { number: 1, size: 20 };
  const query = { filter, sort, page, scope: "all", environment: "production" } as const;
  return planOf(connection, findPromptsStatement(schema, "acme", query, byTerms));
}

/** How a statement went through the tables. */
export async function planOf(connection: Connection, statement: Statement): Promise<Plan> {
  const { text, values } = compileStatement(statement);
  const all = await stepsOfQuery(connection, text, values);
  return {
    indexes: all.flatMap((step) => step["Index Name"] ?? []),
    whole: all.flatMap((step) => (step["Node Type"] === "Seq Scan" ? (step["Relation Name"] ?? []) : [])),
  };
}

/** The steps that a statement took. */
export async function stepsOfQuery(
  connection: Connection,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly PlanStep[]> {
  const { rows } = await connection.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, [...values]);
  return stepsOf(rows[0]["QUERY PLAN"][0].Plan).filter((step) => step["Actual Loops"] > 0);
}

/** A step of a plan as EXPLAIN tells it. */
export interface PlanStep {
  readonly "Node Type": string;
  /** How often it was run: a branch may not have been needed. */
  readonly "Actual Loops": number;
  /** How many rows it gave in a run. */
  readonly "Actual Rows": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly Plans?: readonly PlanStep[];
}

function stepsOf(step: PlanStep): readonly PlanStep[] {
  return [step, ...(step.Plans ?? []).flatMap(stepsOf)];
}
