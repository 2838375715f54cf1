import type {
  Document,
  DocumentAddress,
  PromptDocument,
  StreamAppend,
  VersionDocument,
} from "@promptledger/core/adapter";
import {
  currentNumber,
  deepFreeze,
  documentWithRecordedAt,
  latestCommitted,
} from "@promptledger/core/adapter";
import { NUL } from "./event-text.ts";
import { deploymentRow, versionRow } from "./rows.ts";

/** The field of a document in the hash of its stream's documents. */
function fieldOf(address: DocumentAddress): string {
  switch (address.kind) {
    case "prompt":
      return "p";
    case "version":
      return `v${address.number}`;
    case "deployment":
      return `d${address.environment}`;
    case "slug":
      return "s";
  }
}

const KINDS: { readonly [letter: string]: Document["kind"] | undefined } = {
  p: "prompt",
  v: "version",
  d: "deployment",
  s: "slug",
};

function documentText({ version, fold, state }: Document, at: number): string {
  return `${at}\0${version}\0${fold}\0${JSON.stringify(state)}`;
}

/** The document of a field of a stream's hash, with its times settled, frozen; null for what is no document. */
export function documentOf(stream: string, field: string, text: string | null): Document | null {
  const kind = KINDS[field[0] ?? ""];
  if (text === null || kind === undefined) return null;
  const [at, ...parts] = text.split(NUL);
  // Behind the time of a prompt's stand its stamp, the number of its current version, its slug, and the number of its latest committed one.
  const [version, fold, state = ""] = parts.slice(kind === "prompt" ? 4 : 0);
  const header = { stream, version: Number(version), fold: Number(fold) };
  const document = { kind, ...header, state: JSON.parse(state) } as Document;
  return deepFreeze(documentWithRecordedAt(document, Number(at)));
}

/** What tells a stored prompt from the one before. */
export function stampOf(text: string): string {
  return text.split(NUL, 2)[1] ?? "";
}

/** Which documents of a stream an append writes, as its script takes them. */
export interface DocumentWrites {
  /** Field and text in turn. */
  readonly sets: readonly string[];
  readonly removes: readonly string[];
  /** What stands behind the stream's name in the field of a row, and the row, in turn. */
  readonly rows: readonly string[];
  readonly unrows: readonly string[];
  /** The number and the row of each version that may be the current one, in turn. */
  readonly currents: readonly string[];
  readonly prompt: PromptWrite | null;
}

/** The document of a prompt on its way. */
export interface PromptWrite {
  /** The number of its current version, 0 where it has none. */
  readonly current: number;
  readonly slug: string;
  readonly isAlive: boolean;
  readonly text: string;
}

/** The documents of a part of an append, or null where it has none. Of two at one address the later one counts. */
export function documentWrites(
  { documents = [], removed = [] }: StreamAppend,
  at: number,
): DocumentWrites | null {
  if (documents.length + removed.length === 0) return null;
  const sets: string[] = [];
  const rows: string[] = [];
  const versions: VersionDocument[] = [];
  let prompt: PromptDocument | null = null;
  for (const document of documents) {
    switch (document.kind) {
      case "prompt":
        prompt = document;
        break;
      case "version":
        sets.push(`v${document.state.number}`, documentText(document, at));
        versions.push(document);
        break;
      case "deployment":
        sets.push(`d${document.state.environment}`, documentText(document, at));
        rows.push(`\0d${document.state.environment}`, `${at}\0${deploymentRow(document.state)}`);
        break;
      case "slug":
        sets.push("s", documentText(document, at));
        break;
    }
  }
  const current = prompt === null ? null : currentOf(prompt);
  return {
    sets,
    removes: removed.map(fieldOf),
    rows,
    unrows: removed.flatMap(rowFieldsOf),
    currents: versions
      .filter(({ state }) => current === null || state.number === current)
      .flatMap(({ state }) => [String(state.number), `${at}\0${versionRow(state)}`]),
    prompt: prompt === null ? null : promptWrite(prompt, at),
  };
}

function promptWrite(document: PromptDocument, at: number): PromptWrite {
  const { version, fold, state } = document;
  const { slug, status } = state;
  const current = currentOf(document);
  return {
    current,
    slug,
    isAlive: status === "alive",
    text: [at, version, current, slug, latestCommitted(state), version, fold, JSON.stringify(state)].join(
      NUL,
    ),
  };
}

function rowFieldsOf(address: DocumentAddress): readonly string[] {
  if (address.kind === "prompt") return [""];
  return address.kind === "deployment" ? [`\0d${address.environment}`] : [];
}

/** The number of a prompt's current version, 0 where it has none. */
export function currentOf({ state }: PromptDocument): number {
  return currentNumber(state);
}
