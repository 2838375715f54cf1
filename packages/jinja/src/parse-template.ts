import { checkBlocks } from "./check-blocks.ts";
import { checkNesting } from "./check-nesting.ts";
import type { KnownWords } from "./check-words.ts";
import { checkWords } from "./check-words.ts";
import { parseTokens } from "./engine.ts";
import type { ProgramNode } from "./nodes.ts";
import { readTokens } from "./read-tokens.ts";
import { storedName, writtenName } from "./stored-name.ts";
import type { PlacedToken } from "./tokens.ts";
import { FlawError } from "./tokens.ts";

/** A parsed template. */
export interface Parsed {
  readonly program: ProgramNode;
  /** How many tokens it has. */
  readonly size: number;
}

/** Parses a text. Throws `FlawError` with the place. */
export function parseTemplate(text: string, words: KnownWords, maximumDepth: number): Parsed {
  const tokens = readTokens(text);
  checkBlocks(tokens, maximumDepth);
  checkNesting(tokens, maximumDepth);
  checkWords(tokens, words);
  const named = tokens.map((token, index) => withVariableName(token, tokens, index));
  try {
    return { program: parseTokens(named), size: tokens.length };
  } catch {
    throw flawOf(text, named);
  }
}

function withVariableName(token: PlacedToken, tokens: readonly PlacedToken[], index: number): PlacedToken {
  if (token.type !== "Identifier") return token;
  if (tokens[index - 1]?.type === "Dot" || tokens[index + 1]?.type === "OpenParen") return token;
  const value = storedName(token.value);
  return value === token.value ? token : { ...token, value };
}

/** Parses once more, to see which token the parser read last. */
function flawOf(text: string, tokens: readonly PlacedToken[]): FlawError {
  let last = 0;
  const watched = new Proxy(tokens, {
    get(target, key, receiver) {
      if (typeof key === "string" && /^[0-9]+$/u.test(key)) last = Number(key);
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  let cause: unknown;
  try {
    parseTokens(watched);
  } catch (error) {
    cause = error;
  }
  const token = tokens[last];
  const offset = token?.offset ?? text.length;
  // The library's other messages name its kinds of tokens.
  const detail =
    cause instanceof SyntaxError && !/token|got /iu.test(cause.message) ? ` (${cause.message})` : "";
  const isEnd = token === undefined || /^Close(?:Statement|Expression)$/u.test(token.type);
  const reason = isEnd
    ? "this ends too early: a part of the expression is missing before it"
    : `${writtenName(token.value)} is not possible here`;
  return new FlawError(offset, `${reason}${detail}`);
}
