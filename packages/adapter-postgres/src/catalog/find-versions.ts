import type {
  PromptDocument,
  PromptKey,
  VersionDocument,
  VersionPage,
  VersionQuery,
} from "@promptledger/core/adapter";
import type { RawBuilder } from "kysely";
import { sql } from "kysely";
import type { Row } from "../connection/database.ts";
import { numberOf } from "../connection/database.ts";
import type { Statement } from "../query/statement.ts";
import { cursorOf, headOf, isStorable, offsetOf, tableOf } from "../query/statement.ts";
import { documentOf } from "./documents.ts";

/** The statement that finds versions; bodies are read for the page only. It answers a row also where the page is empty. */
export function findVersionsStatement(schema: string, tenant: string, query: VersionQuery): Statement {
  const { committed, below, page } = query;
  const promptId = promptIdOf(schema, tenant, query.prompt);
  const wanted = committed === undefined ? sql`TRUE` : sql`v.committed = ${committed}::boolean`;
  // As text, which both drivers send as it is.
  const isBelow = below === undefined ? sql`TRUE` : sql`v.number < ${String(below)}::bigint`;
  return sql`
WITH found AS MATERIALIZED (
  SELECT v.number FROM ${tableOf(schema, "versions")} v
  WHERE v.tenant = ${tenant} AND v.prompt_id = ${promptId} AND ${wanted} AND ${isBelow}
), page AS MATERIALIZED (
  SELECT * FROM found ORDER BY number DESC LIMIT ${page.size} OFFSET ${offsetOf(page)}::bigint
)
SELECT (SELECT count(*) FROM found) AS total, head.position, head.id,
  b.body AS b_body, b.version AS b_version, b.fold AS b_fold, b.written_at AS b_written_at,
  v.body AS v_body, v.version AS v_version, v.fold AS v_fold, v.written_at AS v_written_at
FROM (SELECT) one
LEFT JOIN (${headOf(schema, tenant)}) head ON true
LEFT JOIN ${tableOf(schema, "prompt_bodies")} b ON b.tenant = ${tenant} AND b.prompt_id = ${promptId}
LEFT JOIN page ON true
LEFT JOIN LATERAL (
  SELECT * FROM ${tableOf(schema, "versions")} v
  WHERE v.tenant = ${tenant} AND v.prompt_id = ${promptId} AND v.number = page.number LIMIT 1
) v ON true
ORDER BY page.number DESC`;
}

/** A prompt's id, of a living prompt also by its slug. */
function promptIdOf(schema: string, tenant: string, prompt: PromptKey): RawBuilder<unknown> {
  const [name] = Object.values(prompt);
  if (name === undefined || !isStorable(name)) return sql`NULL::text`;
  if ("id" in prompt) return sql`${prompt.id}::text`;
  return sql`(
    SELECT p.prompt_id FROM ${tableOf(schema, "prompts")} p
    WHERE p.tenant = ${tenant} AND p.slug = ${prompt.slug} AND NOT p.deleted LIMIT 1
  )`;
}

/** The page in the rows of {@link findVersionsStatement}. */
export function versionPageOf(rows: readonly Row[]): VersionPage {
  const [first = []] = rows;
  const [total, position, id, ...prompt] = first;
  return {
    total: numberOf(total),
    prompt: prompt[0] === null ? null : (documentOf("prompt", prompt) as PromptDocument),
    rows: rows.flatMap((row) =>
      row[7] === null ? [] : [documentOf("version", row.slice(7)) as VersionDocument],
    ),
    head: cursorOf([position, id]),
  };
}
