import type { Pieces, Reading } from "./pieces.ts";
import { addLiteral } from "./pieces.ts";

/**
 * Reads a text in the syntax `dollar`, by the rule of Orkes' templates and in one pass: a placeholder is `${` up to the next `}` of the same
 * line, and its name is everything between them. There are no paths, no escapes and no flaws. A blank name is text.
 */
export function readDollar(text: string): Pieces {
  const pieces: Reading = { parts: [], flaws: [] };
  let done = 0;
  let close = -1;
  let lineEnd = -1;
  for (let open = text.indexOf("${"); open !== -1; open = text.indexOf("${", open)) {
    const start = open + 2;
    if (close < start) close = indexFrom(text, "}", start);
    if (lineEnd < start) lineEnd = lineEndFrom(text, start);
    const name = close < lineEnd && close < text.length ? text.slice(start, close) : null;
    if (name === null || name.trim() === "") {
      open = name === null ? start : close + 1;
      continue;
    }
    addLiteral(pieces, text.slice(done, start - 2));
    open = close + 1;
    pieces.parts.push({ name, written: text.slice(start - 2, open) });
    done = open;
  }
  addLiteral(pieces, text.slice(done));
  return pieces;
}

function indexFrom(text: string, part: string, start: number): number {
  const index = text.indexOf(part, start);
  return index === -1 ? text.length : index;
}

// What ends a line in Java, whose `.` stops there.
const LINE_END = /[\n\r\u0085\u2028\u2029]/gu;

function lineEndFrom(text: string, start: number): number {
  LINE_END.lastIndex = start;
  return LINE_END.exec(text)?.index ?? text.length;
}
