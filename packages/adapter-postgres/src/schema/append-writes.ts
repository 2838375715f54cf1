import { APPEND_LISTS } from "../append/append-arguments.ts";
import type { DocumentTable } from "./document-tables.ts";
import { DOCUMENT_TABLES } from "./document-tables.ts";

/** A list of `append_v1` as a table `d` for FROM. */
export function listRows(list: keyof typeof APPEND_LISTS): string {
  return recordset(list, Object.entries(APPEND_LISTS[list]));
}

/** The statements of `append_v1` that delete documents. */
export function removals(schema: string): string {
  const statements = Object.entries(DOCUMENT_TABLES).map(
    ([table, { list, key }]) => `
    DELETE FROM ${schema}.${table} x USING ${listRows("removals")}
    WHERE outcomes[d.part] = 0 AND d.kind || 's' = '${list}' AND x.tenant = tenants[owners[d.part]]
      AND ${key.map((name) => `x.${name} = d.${name}`).join(" AND ")};`,
  );
  return statements.join("");
}

/** The statements of `append_v1` that write documents. A document takes the place of the one that has the same key. */
export function documents(schema: string): string {
  const tables = Object.entries(DOCUMENT_TABLES);
  const lists = [...new Set(tables.map(([, { list }]) => list))];
  return lists
    .map((list) => {
      const own = tables.filter(([, table]) => table.list === list);
      return `
  IF ${list} IS NOT NULL THEN${own.map(([name, table]) => upsert(`${schema}.${name}`, table)).join("")}
  END IF;`;
    })
    .join("");
}

function upsert(name: string, { list, key, columns }: DocumentTable): string {
  const rows = recordset(list, [
    ["part", "integer"],
    ...columns.flatMap((column) => (column.given === null ? [] : [[column.name, column.given] as const])),
  ]);
  const changed = columns.filter((column) => column.name !== "tenant" && !key.includes(column.name));
  return `
    INSERT INTO ${name} (${columns.map((column) => column.name).join(", ")})
    SELECT ${columns.map(({ value }) => value).join(", ")}
    FROM ${rows}
    WHERE outcomes[d.part] = 0
    ON CONFLICT (tenant, ${key.join(", ")}) DO UPDATE SET
      ${changed.map((column) => `${column.name} = EXCLUDED.${column.name}`).join(", ")};`;
}

function recordset(list: string, columns: readonly (readonly [name: string, type: string])[]): string {
  return `json_to_recordset(${list}) AS d (${columns.map(([name, type]) => `${name} ${type}`).join(", ")})`;
}
