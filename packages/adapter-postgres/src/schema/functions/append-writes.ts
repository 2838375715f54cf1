import type { DocumentTable } from "../document-tables.ts";
import { DOCUMENT_TABLES } from "../document-tables.ts";

/** The statements of `append_v1` that delete documents. */
export function removals(schema: string): string {
  const statements = Object.entries(DOCUMENT_TABLES).map(
    ([table, { kind, key }]) => `
    DELETE FROM ${schema}.${table} x USING unnest(removals) AS d
    WHERE outcomes[d.part] = 0 AND d.kind = '${kind}' AND x.tenant = tenants[owners[d.part]] AND ${key.map((name) => `x.${name} = d.${name}`).join(" AND ")};`,
  );
  return statements.join("");
}

/** The statements of `append_v1` that write documents, each from the list of its table's name. A document replaces the one of the same key. */
export function documents(schema: string): string {
  const upserts = Object.entries(DOCUMENT_TABLES).map(
    ([table, definition]) => `
  IF ${table} IS NOT NULL THEN${upsert(schema, table, definition)}
  END IF;`,
  );
  return upserts.join("");
}

function upsert(schema: string, table: string, { key, columns }: DocumentTable): string {
  const changed = columns.filter((column) => column.name !== "tenant" && !key.includes(column.name));
  return `
    INSERT INTO ${schema}.${table} (${columns.map((column) => column.name).join(", ")})
    SELECT ${columns.map(({ value }) => value).join(", ")}
    FROM unnest(${table}) AS d WHERE outcomes[d.part] = 0
    ON CONFLICT (tenant, ${key.join(", ")}) DO UPDATE SET ${changed.map((column) => `${column.name} = EXCLUDED.${column.name}`).join(", ")};`;
}
