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

/** A row as it is sent to be written, by column. A folded text that equals the text itself is left out. */
export interface DocumentRow {
  readonly [column: string]: ColumnValue;
}

/** The row of a document: its header, and the columns of its kind. */
export function rowOf(document: Document): DocumentRow {
  const { version, fold } = document;
  switch (document.kind) {
    case "prompt":
      return { version, fold, ...columnsOf(PROMPT_COLUMNS, document.state), body: bodyOf(document) };
    case "version": {
      const { promptId } = document.state;
      const columns = columnsOf(VERSION_COLUMNS, document.state);
      return { version, fold, prompt_id: promptId, ...columns, body: bodyOf(document) };
    }
    case "deployment": {
      const { environment, pinned, promptId } = document.state;
      const columns = columnsOf(VERSION_COLUMNS, pinned);
      return { version, fold, prompt_id: promptId, environment, ...columns, body: bodyOf(document) };
    }
    case "slug": {
      const { slug, promptId, lastEventAt } = document.state;
      return { version, fold, slug, prompt_id: promptId, last_event_at: lastEventAt };
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

function bodyOf({ state }: Document): string {
  return JSON.stringify(state);
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
