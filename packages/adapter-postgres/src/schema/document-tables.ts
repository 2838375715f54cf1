import type { Document } from "@promptledger/core/adapter";
import type { ColumnType, DocumentColumn } from "../catalog/document-columns.ts";
import { PROMPT_COLUMNS, VERSION_COLUMNS } from "../catalog/document-columns.ts";
import type { DocumentTableName } from "../catalog/documents.ts";

/** A column of a table that documents are written to. */
export interface TableColumn {
  readonly name: string;
  /** Its type and constraints, as CREATE TABLE takes them. */
  readonly definition: string;
  /** What `append_v1` writes to it, for a row `d` of the table's list. */
  readonly value: string;
  /** Its type in that row; null where the row does not have it. */
  readonly given: string | null;
}

/** A table that documents are written to. */
export interface DocumentTable {
  /** The kind of its documents. */
  readonly kind: Document["kind"];
  /** Its key beside the tenant. */
  readonly key: readonly string[];
  readonly columns: readonly TableColumn[];
  /** How full a page is filled: the rest is for updates beside the row, which then need no entries in indexes. */
  readonly fillfactor: number;
}

/** Columns of a fixed width come first, which the server finds without looking at those before. */
const ORDER: readonly ColumnType[] = ["time", "bigint", "double precision", "boolean", "text", "text[]"];

const tenant: TableColumn = {
  name: "tenant",
  definition: 'text COLLATE "C" NOT NULL',
  value: "tenants[owners[d.part]]",
  given: null,
};

/** The time that stands for `AT_APPEND` in a document. */
const writtenAt: TableColumn = {
  name: "written_at",
  definition: "bigint NOT NULL",
  value: "times[d.part]",
  given: null,
};

const given = (name: string, type: string): TableColumn => ({
  name,
  definition: `${type}${type === "text" ? ' COLLATE "C"' : ""} NOT NULL`,
  value: `d.${name}`,
  given: type,
});

const header = [given("version", "bigint"), writtenAt, given("fold", "integer")];
const promptId = given("prompt_id", "text");
const body = given("body", "text");

/** The tables that documents are written to, by name. */
export const DOCUMENT_TABLES: { readonly [Table in DocumentTableName]: DocumentTable } = {
  prompts: {
    kind: "prompt",
    key: ["prompt_id"],
    columns: [...columnsOf(PROMPT_COLUMNS), tenant],
    fillfactor: 50,
  },
  prompt_bodies: {
    kind: "prompt",
    key: ["prompt_id"],
    columns: [...header, tenant, promptId, body],
    fillfactor: 50,
  },
  versions: {
    kind: "version",
    key: ["prompt_id", "number"],
    columns: [...header, ...columnsOf(VERSION_COLUMNS), tenant, promptId, body],
    fillfactor: 90,
  },
  deployments: {
    kind: "deployment",
    key: ["prompt_id", "environment"],
    columns: [...header, ...columnsOf(VERSION_COLUMNS), tenant, promptId, given("environment", "text"), body],
    fillfactor: 90,
  },
  slugs: {
    kind: "slug",
    key: ["slug"],
    columns: [
      given("version", "bigint"),
      given("fold", "integer"),
      ...columnsOf([{ name: "last_event_at", type: "time" }]),
      tenant,
      given("slug", "text"),
      ...columnsOf([{ name: "prompt_id", type: "text", nullable: true }]),
    ],
    fillfactor: 100,
  },
};

/** The statement that makes one of {@link DOCUMENT_TABLES}. */
export function documentTable(schema: string, name: DocumentTableName): string {
  const { key, columns, fillfactor } = DOCUMENT_TABLES[name];
  const lines = columns.map((column) => `${column.name} ${column.definition}`);
  return `CREATE TABLE ${schema}.${name} (
  ${lines.join(",\n  ")},
  PRIMARY KEY (tenant, ${key.join(", ")})
) WITH (fillfactor = ${fillfactor})`;
}

function columnsOf<State>(columns: readonly Omit<DocumentColumn<State>, "value">[]): readonly TableColumn[] {
  return columns
    .toSorted((left, right) => ORDER.indexOf(left.type) - ORDER.indexOf(right.type))
    .flatMap(({ name, type, nullable = false, folded }) => {
      const sqlType = type === "time" ? "bigint" : type;
      const definition = `${sqlType}${type.startsWith("text") ? ' COLLATE "C"' : ""}${nullable ? "" : " NOT NULL"}`;
      const value =
        type === "time" ? `CASE d.${name} WHEN -1 THEN times[d.part] ELSE d.${name} END` : `d.${name}`;
      const column: TableColumn = { name, definition, value, given: sqlType };
      if (folded === undefined) return [column];
      // What folding does not change is not sent twice.
      return [column, { ...column, name: folded, value: `coalesce(d.${folded}, d.${name})` }];
    });
}
