// A segment after a dot may also be the index of a list.
const PATH = /[\p{L}_][\p{L}\p{M}\p{Nd}_]*(?:\.(?:[\p{L}_][\p{L}\p{M}\p{Nd}_]*|[0-9]+))*/uy;
const SPACE = /\s*/uy;

/** A placeholder's name, and where the placeholder ends. */
export interface NamedPlace {
  /** In Unicode's NFC, so that equal names are equal however they were typed. */
  readonly name: string;
  readonly end: number;
}

/**
 * Reads `name }}` or `a.b }}` at a place, with white space on both sides; null if anything else is there. Names consist of Unicode letters,
 * marks, digits and `_`, and do not begin with a digit or a mark.
 */
export function readName(text: string, start: number): NamedPlace | null {
  const nameStart = after(SPACE, text, start);
  const nameEnd = after(PATH, text, nameStart);
  if (nameEnd === nameStart) return null;
  const close = after(SPACE, text, nameEnd);
  if (!text.startsWith("}}", close)) return null;
  return { name: text.slice(nameStart, nameEnd).normalize("NFC"), end: close + 2 };
}

function after(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}
