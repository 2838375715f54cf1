import { readTag } from "./read-tag.ts";
import type { PlacedToken } from "./tokens.ts";
import { FlawError } from "./tokens.ts";

const RAW = /\{%[-+]?\s*raw\s*(-?)%\}/uy;
const END_OF_RAW = /\{%([-+]?)\s*endraw\s*(-?)%\}/gu;

/**
 * Reads a text into tokens for the parser, with their places. Reads more than the library's own tokenizer: raw blocks, names of Unicode letters, and a
 * last line break, which stays. Takes time in proportion to the text.
 */
export function readTokens(text: string): readonly PlacedToken[] {
  const tokens: PlacedToken[] = [];
  const openings = /\{[{%#]/gu;
  let done = 0;
  let trimsStart = false;
  const literal = (from: number, to: number, trimsEnd: boolean): void => {
    let value = text.slice(from, to);
    if (trimsStart) value = value.trimStart();
    if (trimsEnd) value = value.trimEnd();
    if (value !== "") tokens.push({ type: "Text", value, offset: from });
  };
  for (let match = openings.exec(text); match !== null; match = openings.exec(text)) {
    const open = match.index;
    const sign = text[open + 2];
    literal(done, open, sign === "-");
    trimsStart = false;
    const block = match[0] === "{%" ? rawBlock(text, open) : null;
    if (match[0] === "{#") {
      const close = text.indexOf("#}", open + 2);
      if (close === -1) throw new FlawError(open, "this comment is not closed; close it with #}");
      trimsStart = text[close - 1] === "-" && close - 1 > open + 1;
      done = close + 2;
    } else if (block !== null) {
      trimsStart = block.trimsStart;
      literal(block.start, block.end, block.trimsEnd);
      ({ trimsAfter: trimsStart, done } = block);
    } else {
      const tag = readTag(text, open);
      tokens.push(...tag.tokens);
      trimsStart = tag.trimsAfter;
      done = tag.end;
    }
    openings.lastIndex = done;
  }
  literal(done, text.length, false);
  return tokens;
}

interface RawBlock {
  /** Its text. */
  readonly start: number;
  readonly end: number;
  readonly trimsStart: boolean;
  readonly trimsEnd: boolean;
  readonly trimsAfter: boolean;
  /** The end of its last tag. */
  readonly done: number;
}

function rawBlock(text: string, open: number): RawBlock | null {
  RAW.lastIndex = open;
  const first = RAW.exec(text);
  if (first === null) return null;
  const start = open + first[0].length;
  END_OF_RAW.lastIndex = start;
  const last = END_OF_RAW.exec(text);
  if (last === null) throw new FlawError(open, "this block is not closed; close it with {% endraw %}");
  return {
    start,
    end: last.index,
    trimsStart: first[1] === "-",
    trimsEnd: last[1] === "-",
    trimsAfter: last[2] === "-",
    done: last.index + last[0].length,
  };
}
