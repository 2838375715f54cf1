import { readName } from "./names.ts";
import type { Pieces, Reading } from "./pieces.ts";
import { addLiteral } from "./pieces.ts";

/** Words of Jinja's expressions, which are not variables. */
const RESERVED = new Set("true false none True False None and or not in is if else".split(" "));

/** The first place of a text that needs more of Jinja than its placeholders. */
export interface Logic {
  readonly logicAt: number;
}

/**
 * Reads a text in the syntax `jinja` that has only text and plain placeholders: it means the same in Jinja, without an engine. For any other
 * text, the answer is the place where its logic begins.
 */
export function readPlainJinja(text: string): Pieces | Logic {
  const pieces: Reading = { parts: [], flaws: [] };
  const opening = /\{[{%#]/gu;
  let done = 0;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const open = match.index;
    const place = match[0] === "{{" ? readName(text, open + 2) : null;
    if (place === null || RESERVED.has(place.name)) return { logicAt: open };
    addLiteral(pieces, text.slice(done, open));
    pieces.parts.push({ name: place.name, written: text.slice(open, place.end) });
    done = place.end;
    opening.lastIndex = done;
  }
  addLiteral(pieces, text.slice(done));
  return pieces;
}
