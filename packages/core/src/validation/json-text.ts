import type { Issue } from "../errors.ts";
import { isUnsafeInteger, UNSAFE_INTEGER } from "./json.ts";
import { fieldName, invalidInput } from "./parse.ts";

/** How deep text may be nested. What the ledger stores is at most 64 levels deep, within the levels of a request. */
const MAXIMUM_DEPTH = 128;

/** How many keys an object may have. With very many, parsing takes a hundred times as long as reading. */
const MAXIMUM_KEYS = 10_000;

/** How many items a list may have. A megabyte of zeros would take longer to parse than all that follows. */
const MAXIMUM_ITEMS = 100_000;

/**
 * Parses JSON text as `JSON.parse` does, and refuses what JavaScript would change: a key that its object has twice, a key such as `2025`
 * that would move in front of others, and an integer beyond 2^53 - 1. Also refuses text that is nested deeper than 128 levels, objects with
 * more than 10,000 keys, and lists with more than 100,000 items. Use it where JSON arrives as text: the ledger itself receives objects whose keys JavaScript has already moved. Takes linear time. Throws
 * `invalid-input` with the path of the first such value, or for what is not a text, and `SyntaxError` for other text that is not JSON.
 */
export function parseJson(text: string): unknown {
  if (typeof text !== "string") throw invalidInput([{ field: "text", message: "must be a text" }]);
  const issue = firstFlaw(text);
  if (issue !== null) throw invalidInput([issue]);
  return JSON.parse(text);
}

/** An object or a list whose end has not been reached. */
interface Open {
  /** The keys of an object so far; null for a list. */
  readonly keys: Set<string> | null;
  /** The key or the index of the value that is being read. */
  at: string | number;
  /** A key that is an array index moves in front of an earlier key that is greater. Any other key counts as infinite. */
  greatest: number;
}

// Parsing comes after this, because it takes long for text that is nested very deep. So the text may be anything.
function firstFlaw(text: string): Issue | null {
  const around: Open[] = [];
  const flawed = (message: string): Issue => ({ field: fieldName(around.map(({ at }) => at)), message });
  let open: Open | undefined;
  let isKey = false;
  let end: number;
  for (let index = 0; index < text.length; index = end) {
    end = index + 1;
    const character = text.charAt(index);
    if (character === "{" || character === "[") {
      if (around.length === MAXIMUM_DEPTH)
        return flawed(`must not be nested deeper than ${MAXIMUM_DEPTH} levels`);
      open = { keys: character === "{" ? new Set() : null, at: 0, greatest: -1 };
      around.push(open);
      isKey = character === "{";
    } else if (character === "}" || character === "]") {
      around.pop();
      open = around.at(-1);
    } else if (character === ":") {
      isKey = false;
    } else if (character === ",") {
      isKey = open?.keys != null;
      if (isKey || open === undefined) continue;
      open.at = Number(open.at) + 1;
      if (open.at === MAXIMUM_ITEMS) return flawed(`stands in a list with more than ${MAXIMUM_ITEMS} items`);
    } else if (character === '"') {
      end = endOfString(text, index);
      const flaw = isKey && open ? flawOfKey(keyOf(text.slice(index + 1, end - 1)), open) : null;
      if (flaw !== null) return flawed(flaw);
    } else if (isDigit(character)) {
      end = endOfNumber(text, index);
      if (isUnsafeInteger(Number(text.slice(index, end)))) return flawed(UNSAFE_INTEGER);
    }
  }
  return null;
}

/** What is wrong with the next key of an object. */
function flawOfKey(key: string, open: Open): string | null {
  open.at = key;
  if (open.keys?.has(key)) return "appears twice in the same object; keep one of them";
  open.keys?.add(key);
  if ((open.keys?.size ?? 0) > MAXIMUM_KEYS) return `stands in an object with more than ${MAXIMUM_KEYS} keys`;
  const index = isDigit(key.charAt(0)) ? Number(key) : Number.NaN;
  const isIndex = index < 2 ** 32 - 1 && String(Math.trunc(index)) === key;
  if (isIndex && index < open.greatest)
    return "must come before the object's other keys, in ascending order: JavaScript moves keys that are whole numbers to the front";
  open.greatest = isIndex ? index : Number.POSITIVE_INFINITY;
  return null;
}

/** A key without its escapes; as it is written where they are not valid. */
function keyOf(written: string): string {
  if (!written.includes("\\")) return written;
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return written;
  }
}

/** The place after the next quote that an even number of backslashes stands before. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let before = quote - 1;
    while (text.charAt(before) === "\\") before -= 1;
    if ((quote - before) % 2 === 1) return quote + 1;
  }
  return text.length;
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && isOfNumber(text.charAt(end))) end++;
  return end;
}

function isOfNumber(character: string): boolean {
  return isDigit(character) || (character !== "," && ".eE+-".includes(character));
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9";
}
