import { limitReason } from "./limits.ts";
import type { PlacedToken } from "./tokens.ts";
import { FlawError, isTagEdge } from "./tokens.ts";

const WORDS = new Set(["and", "or", "not", "in", "is", "if", "else"]);

/**
 * Checks that no expression is nested deeper than the limit. Each bracket and each operator counts as a level, since a chain of operators is
 * nested as well; a comma begins again.
 */
export function checkNesting(tokens: readonly PlacedToken[], maximumDepth: number): void {
  let depth = 0;
  const outer: number[] = [];
  for (const token of tokens) {
    const { type, value } = token;
    if (isTagEdge(token)) {
      depth = 0;
      outer.length = 0;
    } else if (/^Open/u.test(type)) {
      depth += 1;
      outer.push(depth);
    } else if (/^Close/u.test(type)) {
      outer.pop();
    } else if (type === "Comma" || type === "Colon") {
      depth = outer.at(-1) ?? 0;
    } else if (/Operator$|^Dot$|^Pipe$/u.test(type) || (type === "Identifier" && WORDS.has(value))) {
      depth += 1;
    }
    if (depth > maximumDepth) throw new FlawError(token.offset, limitReason("depth", maximumDepth));
  }
}
