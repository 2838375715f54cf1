import type { PlacedToken } from "./tokens.ts";
import { FlawError } from "./tokens.ts";

/** The words that a template may use where it cannot name a variable. */
export interface KnownWords {
  readonly filters: ReadonlySet<string>;
  readonly tests: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
}

/** Words that may stand before a bracket without being called. */
const OPERATORS = new Set(
  "and or not in is if else elif for set macro call filter endmacro endcall endfilter recursive".split(" "),
);

/** Checks that every filter, test and function exists, so that a template fails when it is compiled, not when a model waits for it. */
export function checkWords(tokens: readonly PlacedToken[], { filters, tests, functions }: KnownWords): void {
  const own = ownWords(tokens);
  for (const [index, token] of tokens.entries()) {
    if (token.type !== "Identifier") continue;
    const before = tokens[index - 1];
    const name = token.value;
    if (before?.type === "Pipe" || isWord(before, "filter", tokens[index - 2])) {
      if (!filters.has(name)) throw unknown(token, "filter", filters);
    } else if (isTest(tokens, index)) {
      if (!tests.has(name)) throw unknown(token, "test", tests);
    } else if (before?.type !== "Dot" && tokens[index + 1]?.type === "OpenParen") {
      if (!OPERATORS.has(name) && !functions.has(name) && !own.has(name))
        throw unknown(token, "function", functions);
    }
  }
}

/** The names that the template gives to something: a macro is called by its name, and a variable may hold a macro. */
function ownWords(tokens: readonly PlacedToken[]): ReadonlySet<string> {
  const words = new Set<string>();
  let isSetting = false;
  for (const [index, { type, value }] of tokens.entries()) {
    if (type === "OpenStatement")
      isSetting = ["set", "macro", "for", "call"].includes(tokens[index + 1]?.value ?? "");
    else if (type === "CloseStatement") isSetting = false;
    else if (isSetting && type === "Identifier") words.add(value);
  }
  return words;
}

function isWord(token: PlacedToken | undefined, word: string, before: PlacedToken | undefined): boolean {
  return token?.type === "Identifier" && token.value === word && before?.type === "OpenStatement";
}

function isTest(tokens: readonly PlacedToken[], index: number): boolean {
  const previous = tokens[index - 1];
  const isNegated = previous?.type === "Identifier" && previous.value === "not";
  const is = tokens[isNegated ? index - 2 : index - 1];
  const beforeIs = tokens[isNegated ? index - 3 : index - 2];
  return (
    is?.type === "Identifier" &&
    is.value === "is" &&
    beforeIs?.type !== "Dot" &&
    !(tokens[index]?.value === "not" && !isNegated)
  );
}

function unknown({ offset, value }: PlacedToken, kind: string, known: ReadonlySet<string>): FlawError {
  return new FlawError(offset, `there is no ${kind} ${value}; there are ${[...known].sort().join(", ")}`);
}
