import type { JsonObject } from "../validation/json.ts";
import { own } from "../validation/own.ts";

/** A piece of a template: text as it is written, and for a placeholder the name between `${` and the next `}` of the same line. */
interface Piece {
  readonly written: string;
  readonly name: string | null;
}

/** The pieces of a template in their order, in one pass: no text makes it look twice for the same brace. */
function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let written = 0;
  let close = -1;
  let lineEnd = -1;
  for (let open = text.indexOf("${"); open !== -1; open = text.indexOf("${", open)) {
    const start = open + 2;
    if (close < start) close = indexFrom(text, "}", start);
    if (lineEnd < start) lineEnd = lineEndFrom(text, start);
    open = start;
    if (close > lineEnd || close === text.length) continue;
    open = close + 1;
    pieces.push({ written: text.slice(written, start - 2), name: null });
    pieces.push({ written: text.slice(start - 2, open), name: text.slice(start, close) });
    written = open;
  }
  return [...pieces, { written: text.slice(written), name: null }];
}

function indexFrom(text: string, part: string, start: number): number {
  const index = text.indexOf(part, start);
  return index === -1 ? text.length : index;
}

const LINE_END = /[\n\r\u2028\u2029]/gu;

function lineEndFrom(text: string, start: number): number {
  LINE_END.lastIndex = start;
  return LINE_END.exec(text)?.index ?? text.length;
}

/** The names between `${` and `}` in a text, each once, in the order in which they first appear. Blank names are ignored. */
export function templateNames(text: string): readonly string[] {
  const names = piecesOf(text).flatMap(({ name }) => name ?? []);
  return [...new Set(names.filter((name) => name.trim() !== ""))];
}

/**
 * Replaces `${name}` in a text by the rules of Orkes' templates. A name without a value, or with null, stays as it is. Strings and numbers appear
 * as they are, everything else as JSON. Values are not searched for variables.
 */
export function fillTemplate(text: string, values: JsonObject): string {
  const filled = piecesOf(text).map(({ written, name }) => {
    const value = name === null ? null : (own(values, name) ?? null);
    if (value === null) return written;
    return typeof value === "string" ? value : JSON.stringify(value);
  });
  return filled.join("");
}
