import { FlawError } from "./tokens.ts";

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
  ["\n", ""],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
]);

/** Reads the string literal that begins with the quotation mark at a place. As in Python, an unknown escape is both of its characters. */
export function readString(text: string, open: number): { readonly value: string; readonly end: number } {
  const quote = text[open];
  let value = "";
  let done = open + 1;
  for (let at = done; at < text.length; at++) {
    const character = text[at];
    if (character === quote) return { value: value + text.slice(done, at), end: at + 1 };
    if (character !== "\\") continue;
    value += text.slice(done, at);
    const hexadecimal = /^(?:x[0-9a-f]{2}|u[0-9a-f]{4})/iu.exec(text.slice(at + 1, at + 6))?.[0];
    if (hexadecimal !== undefined) value += String.fromCharCode(Number.parseInt(hexadecimal.slice(1), 16));
    else value += ESCAPES.get(text[at + 1] ?? "") ?? text.slice(at, at + 2);
    at += hexadecimal?.length ?? 1;
    done = at + 1;
  }
  throw new FlawError(open, `this text is not closed; close it with ${quote}`);
}
