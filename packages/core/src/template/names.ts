import type { TemplateSyntax } from "../version/content.ts";

// A segment after a dot may also be the index of a list.
const PATH = /[\p{L}_][\p{L}\p{M}\p{Nd}_]*(?:\.(?:[\p{L}_][\p{L}\p{M}\p{Nd}_]*|[0-9]+))*/uy;
const SPACE = /\s*/uy;

/** Whether a syntax takes names as they are written, without paths. */
export function namesAreVerbatim(syntax: TemplateSyntax | undefined): boolean {
  return syntax === "dollar";
}

/** A name as names of a syntax are compared. */
export function comparedName(syntax: TemplateSyntax | undefined, name: string): string {
  return namesAreVerbatim(syntax) ? name : name.normalize("NFC");
}

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
