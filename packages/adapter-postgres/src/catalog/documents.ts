import type {
  DeploymentDocument,
  Document,
  DocumentHeader,
  PromptDocument,
  SlugDocument,
  VersionDocument,
} from "@promptledger/core/adapter";
import {
  deepFreeze,
  documentWithRecordedAt,
  foldCase,
  promptStreamName,
  slugStreamName,
} from "@promptledger/core/adapter";
import type { Row } from "../connection/database.ts";
import { numberOf } from "../connection/database.ts";
import type { ColumnValue, DocumentColumn } from "./document-columns.ts";
import { PROMPT_COLUMNS, VERSION_COLUMNS } from "./document-columns.ts";

/** A row by column, as it is sent to be written. The body is the state itself, and a folded text that equals the text is left out. */
export interface DocumentRow {
  readonly [column: string]: ColumnValue | Document["state"];
}

/** The tables that documents are written to. */
export type DocumentTableName = "prompts" | "prompt_bodies" | "versions" | "deployments" | "slugs";

/** The rows that a document is written as, each with its table. */
export function rowsOf(document: Document): readonly (readonly [DocumentTableName, DocumentRow])[] {
  const { version, fold } = document;
  switch (document.kind) {
    case "prompt": {
      const { state } = document;
      const body = { version, fold, prompt_id: state.id, body: state };
      return [
        ["prompts", columnsOf(PROMPT_COLUMNS, state)],
        ["prompt_bodies", body],
      ];
    }
    case "version": {
      const { state } = document;
      const key = { version, fold, prompt_id: state.promptId };
      return [["versions", { ...key, ...columnsOf(VERSION_COLUMNS, state), body: state }]];
    }
    case "deployment": {
      const { state } = document;
      const key = { version, fold, prompt_id: state.promptId, environment: state.environment };
      return [["deployments", { ...key, ...columnsOf(VERSION_COLUMNS, state.pinned), body: state }]];
    }
    case "slug": {
      const { slug, promptId, lastEventAt } = document.state;
      return [["slugs", { version, fold, slug, prompt_id: promptId, last_event_at: lastEventAt }]];
    }
  }
}

/** The document of a row `body, version, fold, written_at`, with its times filled in and deeply frozen. */
export function documentOf(
  kind: "prompt" | "version" | "deployment",
  [body, version, fold, writtenAt]: Row,
): PromptDocument | VersionDocument | DeploymentDocument {
  const state = JSON.parse(String(body));
  const stream = promptStreamName(kind === "prompt" ? state.id : state.promptId);
  const header: DocumentHeader = { stream, version: numberOf(version), fold: numberOf(fold) };
  return deepFreeze(
    documentWithRecordedAt({ kind, ...header, state } as PromptDocument, numberOf(writtenAt)),
  );
}

/** The document of a row `slug, prompt_id, version, fold, last_event_at`. */
export function slugDocumentOf([slugColumn, holder, version, fold, lastEventAt]: Row): SlugDocument {
  const slug = String(slugColumn);
  const promptId = holder === null ? null : String(holder);
  return deepFreeze({
    kind: "slug" as const,
    stream: slugStreamName(slug),
    version: numberOf(version),
    fold: numberOf(fold),
    state: { slug, promptId, lastEventAt: numberOf(lastEventAt) },
  });
}

function columnsOf<State>(columns: readonly DocumentColumn<State>[], state: State): DocumentRow {
  const row: Record<string, ColumnValue> = {};
  for (const { name, folded, value: read } of columns) {
    const value = read(state);
    row[name] = value;
    if (folded === undefined) continue;
    if (typeof value === "string") {
      const lower = foldCase(value);
      if (lower !== value) row[folded] = lower;
    } else if (typeof value === "object" && value !== null) {
      row[folded] = value.map(foldCase);
    }
  }
  return row;
}
