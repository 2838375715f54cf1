import type {
  DeploymentDocument,
  Filter,
  PromptDocument,
  PromptPage,
  PromptQuery,
  PromptRow,
  Scope,
  Sort,
  VersionDocument,
} from "@promptledger/core/adapter";
import { sql } from "kysely";
import type { Row } from "../connection/database.ts";
import { numberOf } from "../connection/database.ts";
import type { Statement } from "../query/statement.ts";
import { cursorOf, headOf, isStorable, offsetOf, tableOf } from "../query/statement.ts";
import { compileFilter } from "./compile-filter.ts";
import type { FilterColumn } from "./document-columns.ts";
import { columnOf } from "./document-columns.ts";
import { documentOf } from "./documents.ts";
import { promptsByTerm } from "./prompt-terms.ts";

/**
 * The statement that finds prompts. `found` reads the narrow table alone, unless the query names fields of versions; bodies are read
 * for the page only, each by its key. It answers a row also where the page is empty.
 *
 * @param byTerms Whether prompts are found by their terms: below row-level security, where no index of their own columns serves a search.
 */
export function findPromptsStatement(
  schema: string,
  tenant: string,
  query: PromptQuery,
  byTerms: boolean,
): Statement {
  const { filter, scope, page, sort } = query;
  const environment = isStorable(query.environment) ? query.environment : null;
  const named = new Set([...tablesOf(filter), ...tablesOf(scope)]);
  const current = sql`LEFT JOIN ${tableOf(schema, "versions")} c
    ON c.tenant = p.tenant AND c.prompt_id = p.prompt_id AND c.number = p.current_number`;
  const live = sql`LEFT JOIN ${tableOf(schema, "deployments")} l
    ON l.tenant = p.tenant AND l.prompt_id = p.prompt_id AND l.environment = ${environment}`;
  const direction = sql.raw(sort.direction === "ascending" ? "ASC" : "DESC");
  const order = sql`f.sort_key ${direction} NULLS LAST, f.prompt_id ${direction}`;
  return sql`
WITH found AS MATERIALIZED (
  SELECT p.prompt_id, p.current_number, ${sql.ref(`p.${SORT_COLUMNS[sort.field]}`)} AS sort_key
  FROM ${byTerms ? promptsByTerm(schema, tenant, [filter, scope]) : tableOf(schema, "prompts")} p
  ${named.has("c") ? current : NOTHING}
  ${named.has("l") ? live : NOTHING}
  WHERE p.tenant = ${tenant} AND ${compileFilter(scope, "scope")} AND ${compileFilter(filter, "filter")}
), page AS MATERIALIZED (
  SELECT * FROM found f ORDER BY ${order} LIMIT ${page.size} OFFSET ${offsetOf(page)}::bigint
)
SELECT (SELECT count(*) FROM found) AS total, head.position, head.id,
  b.body AS b_body, b.version AS b_version, b.fold AS b_fold, b.written_at AS b_written_at,
  c.body AS c_body, c.version AS c_version, c.fold AS c_fold, c.written_at AS c_written_at,
  l.body AS l_body, l.version AS l_version, l.fold AS l_fold, l.written_at AS l_written_at
FROM (SELECT) one
LEFT JOIN (${headOf(schema, tenant)}) head ON true
LEFT JOIN page f ON true
LEFT JOIN LATERAL (
  SELECT * FROM ${tableOf(schema, "prompt_bodies")} b
  WHERE b.tenant = ${tenant} AND b.prompt_id = f.prompt_id LIMIT 1
) b ON true
LEFT JOIN LATERAL (
  SELECT * FROM ${tableOf(schema, "versions")} c
  WHERE c.tenant = ${tenant} AND c.prompt_id = f.prompt_id AND c.number = f.current_number LIMIT 1
) c ON true
LEFT JOIN LATERAL (
  SELECT * FROM ${tableOf(schema, "deployments")} l
  WHERE l.tenant = ${tenant} AND l.prompt_id = f.prompt_id AND l.environment = ${environment} LIMIT 1
) l ON true
ORDER BY ${order}`;
}

/** The page in the rows of {@link findPromptsStatement}. */
export function promptPageOf(rows: readonly Row[]): PromptPage {
  const [total, ...head] = rows[0] ?? [];
  return { total: numberOf(total), rows: rows.flatMap(promptRowOf), head: cursorOf(head) };
}

const NOTHING = sql``;

const SORT_COLUMNS: { readonly [field in Sort["field"]]: string } = {
  createdAt: "created_at",
  updatedAt: "latest_update",
  name: "name",
  slug: "slug",
  id: "prompt_id",
  "current.updatedAt": "current_updated_at",
};

/** The tables that the fields of a filter stand in. */
function tablesOf(filter: Scope): ReadonlySet<FilterColumn["table"]> {
  const tables = new Set<FilterColumn["table"]>();
  const visit = (one: Filter): void => {
    if (one.type === "compare") tables.add(columnOf(one.field).table);
    else if (one.type === "not") visit(one.filter);
    else if ("filters" in one) one.filters.forEach(visit);
  };
  if (typeof filter !== "string") visit(filter);
  return tables;
}

function promptRowOf(row: Row): readonly PromptRow[] {
  const [prompt, current, live] = [row.slice(3, 7), row.slice(7, 11), row.slice(11, 15)];
  if (prompt[0] === null) return [];
  return [
    Object.freeze({
      prompt: documentOf("prompt", prompt) as PromptDocument,
      current: current[0] === null ? null : (documentOf("version", current) as VersionDocument),
      live: live[0] === null ? null : (documentOf("deployment", live) as DeploymentDocument),
    }),
  ];
}
