import { readName } from "./names.ts";
import type { Pieces, Reading } from "./pieces.ts";
import { addFlaw, addLiteral } from "./pieces.ts";

const RAW = "{{{{raw}}}}";
const END_OF_RAW = "{{{{/raw}}}}";

/**
 * Reads a text in the syntax `mustache`, in one pass: `{{ name }}`, `{{ a.b }}`, `\{{` for literal braces, `\\{{` for a backslash before a
 * placeholder, and `{{{{raw}}}}...{{{{/raw}}}}` for a text that is taken as it is. Any other `{{` is a flaw.
 */
export function readMustache(text: string): Pieces {
  const pieces: Reading = { parts: [], flaws: [] };
  const raw = rawBlocks(text);
  let done = 0;
  for (let open = text.indexOf("{{"); open !== -1; open = text.indexOf("{{", done)) {
    const escaped = escapeAt(text, open, done);
    addLiteral(pieces, text.slice(done, escaped === "none" ? open : open - 1));
    if (escaped === "braces") {
      done = endOfBraces(text, open);
      addLiteral(pieces, text.slice(open, done));
      continue;
    }
    const block = raw(open);
    if (block !== null) {
      addLiteral(pieces, text.slice(open + RAW.length, block));
      done = block + END_OF_RAW.length;
      continue;
    }
    done = readPlace(text, open, pieces);
  }
  addLiteral(pieces, text.slice(done));
  return pieces;
}

/** Reads the placeholder at `{{`, or notes why it is none. Returns where to go on. */
function readPlace(text: string, open: number, pieces: Reading): number {
  const place = readName(text, open + 2);
  if (place !== null) {
    pieces.parts.push({ name: place.name, written: text.slice(open, place.end) });
    return place.end;
  }
  addFlaw(pieces, text, open, reasonAt(text, open));
  const end = endOfBraces(text, open);
  addLiteral(pieces, text.slice(open, end));
  return end;
}

function reasonAt(text: string, open: number): string {
  const literal = "for literal braces write \\{{";
  if (text.startsWith(RAW, open)) return `this block has no end; close it with ${END_OF_RAW}`;
  if (text.startsWith("{{{", open))
    return `a placeholder has two braces, and nothing is escaped as HTML; ${literal}`;
  if (/[#^/>!&=*%~|(]/u.test(text.charAt(open + 2)))
    return `this looks like logic, which the syntax mustache does not have; use the syntax jinja, or ${literal}`;
  return `this is not the name of a variable: letters, digits, _ and dots, then }}; ${literal}`;
}

/** Whether a backslash before the braces at `open` escapes them or itself. Backslashes before `done` belong to what was read already. */
function escapeAt(text: string, open: number, done: number): "none" | "braces" | "backslash" {
  if (open - 1 < done || text.charAt(open - 1) !== "\\") return "none";
  return open - 2 >= done && text.charAt(open - 2) === "\\" ? "backslash" : "braces";
}

/** Finds the end of the raw block that begins at a place; null if none begins there or it has no end. */
function rawBlocks(text: string): (open: number) => number | null {
  let last = 0;
  return (open) => {
    if (last === -1 || !text.startsWith(RAW, open)) return null;
    // If one block has no end, none after it has.
    last = text.indexOf(END_OF_RAW, open + RAW.length);
    return last === -1 ? null : last;
  };
}

function endOfBraces(text: string, open: number): number {
  let end = open;
  while (text.charAt(end) === "{") end += 1;
  return end;
}
