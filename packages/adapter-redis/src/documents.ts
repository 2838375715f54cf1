import type {
  Document,
  DocumentAddress,
  PromptDocument,
  StreamAppend,
  VersionDocument,
} from "@promptledger/core";
import { deepFreeze, settleDocument } from "@promptledger/core";
import { NUL } from "./event-text.ts";
import { deploymentRow, promptRow, versionRow } from "./rows.ts";

/** The fields of a hash of documents, beside its documents. */
export const FIELDS = {
  /** The number of the prompt's current version. */
  current: "c",
  /** The slug of the prompt's document. */
  slug: "h",
  /** How often the tenant's documents had been written when these were. */
  writes: "w",
} as const;

/** The field of a document in the hash of its stream's documents. */
export function fieldOf(address: DocumentAddress): string {
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

/** What an append sends of a document; the script puts the time before it. */
function documentText({ version, fold, state }: Document): string {
  return `${version}\0${fold}\0${JSON.stringify(state)}`;
}

/** The document of a field of a stream's hash, with its times settled, frozen; null for what is no document. */
export function documentOf(stream: string, field: string, text: string | null): Document | null {
  const kind = KINDS[field[0] ?? ""];
  if (text === null || kind === undefined) return null;
  const [at, version, fold, state = ""] = text.split(NUL);
  const header = { stream, version: Number(version), fold: Number(fold) };
  const document = { kind, ...header, state: JSON.parse(state) } as Document;
  return deepFreeze(settleDocument(document, Number(at)));
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
  readonly prompt: PromptDocument | null;
}

/** The documents of a part of an append, or null where it has none. Of two at one address the later one counts. */
export function documentWrites({ documents, removed }: StreamAppend): DocumentWrites | null {
  if ((documents?.length ?? 0) + (removed?.length ?? 0) === 0) return null;
  const sets: string[] = [];
  const rows: string[] = [];
  const versions: VersionDocument[] = [];
  let prompt: PromptDocument | null = null;
  for (const document of documents ?? []) {
    sets.push(fieldOfDocument(document), documentText(document));
    if (document.kind === "prompt") {
      prompt = document;
      rows.push("", promptRow(document.state));
    } else if (document.kind === "version") versions.push(document);
    else if (document.kind === "deployment")
      rows.push(`\0d${document.state.environment}`, deploymentRow(document.state));
  }
  const removes = (removed ?? []).map(fieldOf);
  const unrows = (removed ?? []).flatMap((address) => {
    if (address.kind === "prompt") return [""];
    return address.kind === "deployment" ? [`\0d${address.environment}`] : [];
  });
  const current = prompt === null ? null : currentOf(prompt);
  const currents = versions
    .filter(({ state }) => current === null || state.number === current)
    .flatMap(({ state }) => [String(state.number), versionRow(state)]);
  return { sets, removes, rows, unrows, currents, prompt };
}

/** The number of a prompt's current version, 0 where it has none. */
export function currentOf({ state }: PromptDocument): number {
  return state.numbers.at(-1) ?? 0;
}

function fieldOfDocument(document: Document): string {
  switch (document.kind) {
    case "prompt":
      return "p";
    case "version":
      return `v${document.state.number}`;
    case "deployment":
      return `d${document.state.environment}`;
    case "slug":
      return "s";
  }
}
