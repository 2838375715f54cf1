import { readString } from "./read-string.ts";
import type { PlacedToken } from "./tokens.ts";
import { FlawError } from "./tokens.ts";

const SPACE = /\s+/uy;
const NAME = /[\p{L}_][\p{L}\p{M}\p{Nd}_]*/uy;
const NUMBER = /[0-9]+(?:\.[0-9]+)?/uy;
const INDEX = /[0-9]+/uy;

const SIGNS: ReadonlyMap<string, string> = new Map([
  ["(", "OpenParen"],
  [")", "CloseParen"],
  ["{", "OpenCurlyBracket"],
  ["}", "CloseCurlyBracket"],
  ["[", "OpenSquareBracket"],
  ["]", "CloseSquareBracket"],
  [",", "Comma"],
  [".", "Dot"],
  [":", "Colon"],
  ["|", "Pipe"],
  ["=", "Equals"],
  ["+", "AdditiveBinaryOperator"],
  ["-", "AdditiveBinaryOperator"],
  ["~", "AdditiveBinaryOperator"],
  ["*", "MultiplicativeBinaryOperator"],
  ["/", "MultiplicativeBinaryOperator"],
  ["//", "MultiplicativeBinaryOperator"],
  ["%", "MultiplicativeBinaryOperator"],
  ["**", "ExponentiationBinaryOperator"],
  ...["<", ">", "<=", ">=", "==", "!="].map((sign) => [sign, "ComparisonBinaryOperator"] as const),
]);

/** A tag's tokens, with those that open and close it. */
export interface Tag {
  readonly tokens: readonly PlacedToken[];
  readonly end: number;
  /** Whether it removes the white space after it. */
  readonly trimsAfter: boolean;
}

/** Reads the tag, `{{ }}` or `{% %}`, that opens at a place. */
export function readTag(text: string, open: number): Tag {
  const isStatement = text[open + 1] === "%";
  const kind = isStatement ? "Statement" : "Expression";
  const closing = isStatement ? "%}" : "}}";
  const tokens: PlacedToken[] = [{ type: `Open${kind}`, value: text.slice(open, open + 2), offset: open }];
  let at = open + 2;
  if (text[at] === "-" || (text[at] === "+" && isStatement)) at += 1;
  let curly = 0;
  for (;;) {
    at = after(SPACE, text, at);
    if (at >= text.length) throw new FlawError(open, `this tag is not closed; close it with ${closing}`);
    const trimsAfter = text.startsWith(`-${closing}`, at);
    if (trimsAfter || (curly === 0 && text.startsWith(closing, at))) {
      tokens.push({ type: `Close${kind}`, value: closing, offset: at });
      return { tokens, end: at + closing.length + (trimsAfter ? 1 : 0), trimsAfter };
    }
    const { token, end } = readToken(text, at, tokens.at(-1)?.type === "Dot");
    if (token.value === "{" && token.type === "OpenCurlyBracket") curly += 1;
    if (token.value === "}" && token.type === "CloseCurlyBracket") curly -= 1;
    tokens.push(token);
    at = end;
  }
}

function readToken(
  text: string,
  offset: number,
  isAfterDot: boolean,
): { readonly token: PlacedToken; readonly end: number } {
  const first = text[offset] ?? "";
  if (first === '"' || first === "'") {
    const { value, end } = readString(text, offset);
    return { token: { type: "StringLiteral", value, offset }, end };
  }
  const nameEnd = after(NAME, text, offset);
  if (nameEnd > offset) {
    // Equal names are equal however they were typed.
    const value = text.slice(offset, nameEnd).normalize("NFC");
    return { token: { type: "Identifier", value, offset }, end: nameEnd };
  }
  const numberEnd = after(isAfterDot ? INDEX : NUMBER, text, offset);
  if (numberEnd > offset)
    return {
      token: { type: "NumericLiteral", value: text.slice(offset, numberEnd), offset },
      end: numberEnd,
    };
  for (const value of [text.slice(offset, offset + 2), first]) {
    const type = SIGNS.get(value);
    if (type !== undefined) return { token: { type, value, offset }, end: offset + value.length };
  }
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  throw new FlawError(offset, `Jinja has no sign ${character}`);
}

function after(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}
