import type { Document, DocumentAddress } from "@promptledger/core/adapter";
import { deepFreeze, fillRecordedAt } from "@promptledger/core/adapter";
import { NUL } from "../event-text.ts";

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

/** The stored text of any document but a prompt's, without the time of its recording in front. */
export function documentText({ version, fold, state }: Document): string {
  return [version, fold, JSON.stringify(state)].join(NUL);
}

/**
 * The document of a field of a stream's hash, frozen; null for what is no document. A prompt's text has more in front: its stamp, the number of its
 * current version, its slug, and the number of its latest committed version.
 */
export function documentOf(stream: string, field: string, text: string | null): Document | null {
  const kind = KINDS[field[0] ?? ""];
  if (text === null || kind === undefined) return null;
  const parts = text.split(NUL);
  const [version, fold, state = ""] = parts.slice(-3);
  const header = { stream, version: Number(version), fold: Number(fold) };
  return deepFreeze({
    kind,
    ...header,
    state: fillRecordedAt(JSON.parse(state), Number(parts[0])),
  } as Document);
}

/** The stamp of a stored prompt: another one means that the prompt was written again. */
export function stampOf(text: string): string {
  const start = text.indexOf(NUL) + 1;
  return text.slice(start, text.indexOf(NUL, start));
}
