import type {
  DeploymentDocument,
  Document,
  PromptDocument,
  PromptState,
  SlugDocument,
  VersionDocument,
  VersionState,
} from "@promptledger/core/adapter";
import { foldCase } from "@promptledger/core/adapter";
import type { CompositeType } from "../binary/composite-array.ts";
import type { ColumnType, ColumnValue, DocumentColumn } from "../catalog/document-columns.ts";
import { PROMPT_COLUMNS, VERSION_COLUMNS } from "../catalog/document-columns.ts";

/** A column of a table that documents are written to. */
export interface TableColumn<Kind extends Document = Document> {
  readonly name: string;
  /** Its type and constraints, as CREATE TABLE takes them. */
  readonly definition: string;
  /** What `append_v1` writes to it, for a row `d` of the table's list. */
  readonly value: string;
  /** What that row has of the document; null where it has nothing. */
  readonly given: { readonly type: CompositeType; read(document: Kind): ColumnValue } | null;
}

/** A table that documents are written to. */
export interface DocumentTable<Kind extends Document = Document> {
  /** The kind of its documents. */
  readonly kind: Kind["kind"];
  /** Its key beside the tenant. */
  readonly key: readonly string[];
  readonly columns: readonly TableColumn<Kind>[];
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

const given = <Kind extends Document>(
  name: string,
  type: CompositeType,
  read: (document: Kind) => ColumnValue,
): TableColumn<Kind> => ({
  name,
  definition: `${type}${type === "text" ? ' COLLATE "C"' : ""} NOT NULL`,
  value: `d.${name}`,
  given: { type, read },
});

const version = given("version", "bigint", (document) => document.version);
const fold = given("fold", "integer", (document) => document.fold);
const body = given("body", "text", ({ state }) => JSON.stringify(state));
const promptId = given<VersionDocument | DeploymentDocument>(
  "prompt_id",
  "text",
  ({ state }) => state.promptId,
);
const header = [version, writtenAt, fold];

const prompts: DocumentTable<PromptDocument> = {
  kind: "prompt",
  key: ["prompt_id"],
  columns: [...columnsOf(PROMPT_COLUMNS, ({ state }: PromptDocument): PromptState => state), tenant],
  fillfactor: 50,
};

const promptBodies: DocumentTable<PromptDocument> = {
  kind: "prompt",
  key: ["prompt_id"],
  columns: [...header, tenant, given("prompt_id", "text", ({ state }) => state.id), body],
  fillfactor: 50,
};

const versions: DocumentTable<VersionDocument> = {
  kind: "version",
  key: ["prompt_id", "number"],
  columns: [
    ...header,
    ...columnsOf(VERSION_COLUMNS, ({ state }: VersionDocument): VersionState => state),
    tenant,
    promptId,
    body,
  ],
  fillfactor: 90,
};

const deployments: DocumentTable<DeploymentDocument> = {
  kind: "deployment",
  key: ["prompt_id", "environment"],
  columns: [
    ...header,
    ...columnsOf(VERSION_COLUMNS, ({ state }: DeploymentDocument): VersionState => state.pinned),
    tenant,
    promptId,
    given("environment", "text", ({ state }) => state.environment),
    body,
  ],
  fillfactor: 90,
};

const slugs: DocumentTable<SlugDocument> = {
  kind: "slug",
  key: ["slug"],
  columns: [
    version,
    fold,
    ...columnsOf(
      [
        { name: "last_event_at", type: "time", value: ({ lastEventAt }) => lastEventAt },
        { name: "prompt_id", type: "text", value: (slug) => slug.promptId, nullable: true },
      ],
      ({ state }: SlugDocument) => state,
    ),
    tenant,
    given("slug", "text", ({ state }) => state.slug),
  ],
  fillfactor: 100,
};

/** The tables that documents are written to, by name. */
export const DOCUMENT_TABLES: { readonly [Name in DocumentTableName]: DocumentTable } = {
  prompts,
  prompt_bodies: promptBodies,
  versions,
  deployments,
  slugs,
};

/** The name of one of {@link DOCUMENT_TABLES}. */
export type DocumentTableName = "prompts" | "prompt_bodies" | "versions" | "deployments" | "slugs";

/** The statement that makes one of {@link DOCUMENT_TABLES}. */
export function documentTable(schema: string, name: DocumentTableName): string {
  const { key, columns, fillfactor } = DOCUMENT_TABLES[name];
  const lines = columns.map((column) => `${column.name} ${column.definition}`);
  return `CREATE TABLE ${schema}.${name} (
  ${lines.join(",\n  ")},
  PRIMARY KEY (tenant, ${key.join(", ")})
) WITH (fillfactor = ${fillfactor})`;
}

function columnsOf<Kind extends Document, State>(
  columns: readonly DocumentColumn<State>[],
  stateOf: (document: Kind) => State,
): readonly TableColumn<Kind>[] {
  return columns
    .toSorted((left, right) => ORDER.indexOf(left.type) - ORDER.indexOf(right.type))
    .flatMap(({ name, type, nullable = false, folded, value: read }) => {
      const sqlType = type === "time" ? "bigint" : type;
      const column: TableColumn<Kind> = {
        name,
        definition: `${sqlType}${type.startsWith("text") ? ' COLLATE "C"' : ""}${nullable ? "" : " NOT NULL"}`,
        value: type === "time" ? `CASE d.${name} WHEN -1 THEN times[d.part] ELSE d.${name} END` : `d.${name}`,
        given: { type: sqlType, read: (document) => read(stateOf(document)) },
      };
      if (folded === undefined) return [column];
      // What folding does not change is not sent twice.
      const value = `coalesce(d.${folded}, d.${name})`;
      const readFolded = (document: Kind): ColumnValue => foldedOf(read(stateOf(document)));
      return [column, { ...column, name: folded, value, given: { type: sqlType, read: readFolded } }];
    });
}

function foldedOf(value: ColumnValue): ColumnValue {
  if (typeof value === "string") {
    const folded = foldCase(value);
    return folded === value ? null : folded;
  }
  return typeof value === "object" && value !== null ? value.map(foldCase) : null;
}
