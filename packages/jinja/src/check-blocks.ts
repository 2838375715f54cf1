import { limitReason } from "./limits.ts";
import type { PlacedToken } from "./tokens.ts";
import { FlawError } from "./tokens.ts";

/** A block that is open. */
interface Block {
  readonly name: string;
  readonly offset: number;
  /** How many levels it adds: its own, and one for each `elif`. */
  levels: number;
  hasElse: boolean;
}

const BLOCKS = new Set(["if", "for", "macro", "call", "filter", "set"]);
const BRANCHES: { readonly [name: string]: readonly string[] } = { elif: ["if"], else: ["if", "for"] };

/** Checks that every block is known, closed and in its place, and not too deep. Throws `FlawError` with the place. */
export function checkBlocks(tokens: readonly PlacedToken[], maximumDepth: number): void {
  const open: Block[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.type !== "OpenStatement") continue;
    const name = tokens[index + 1]?.type === "Identifier" ? (tokens[index + 1]?.value ?? "") : "";
    const block = open.at(-1);
    if (BLOCKS.has(name)) {
      // `{% set a = 1 %}` is not a block.
      if (name === "set" && hasEquals(tokens, index)) continue;
      if (name === "filter" && tokens[index + 2]?.type !== "Identifier")
        throw new FlawError(token.offset, "this block needs the name of a filter");
      open.push({ name, offset: token.offset, levels: 1, hasElse: false });
      depth += 1;
    } else if (Object.hasOwn(BRANCHES, name)) {
      checkBranch(name, token, block);
      if (block === undefined) continue;
      if (name === "else") block.hasElse = true;
      block.levels += 1;
      depth += 1;
    } else if (name.startsWith("end")) {
      if (block === undefined || name !== `end${block.name}`)
        throw new FlawError(token.offset, `${name} does not close ${nameOf(block)}`);
      open.pop();
      depth -= block.levels;
    } else if (name === "break" || name === "continue") {
      const loop = open.findLast((one) => one.name === "for" || one.name === "macro" || one.name === "call");
      if (loop?.name !== "for") throw new FlawError(token.offset, `${name} is only possible in a loop`);
    } else {
      throw new FlawError(token.offset, `the tag ${name} is not supported`.replace("  ", " "));
    }
    if (depth > maximumDepth) throw new FlawError(token.offset, limitReason("depth", maximumDepth));
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined)
    throw new FlawError(unclosed.offset, `this block is not closed; close it with {% end${unclosed.name} %}`);
}

function checkBranch(name: string, { offset }: PlacedToken, block: Block | undefined): void {
  if (block === undefined || BRANCHES[name]?.includes(block.name) !== true)
    throw new FlawError(offset, `${name} does not belong to ${nameOf(block)}`);
  if (block.hasElse) throw new FlawError(offset, `${name} comes after else`);
}

function nameOf(block: Block | undefined): string {
  return block === undefined ? "any block" : `the block ${block.name}`;
}

function hasEquals(tokens: readonly PlacedToken[], open: number): boolean {
  for (let index = open; tokens[index] !== undefined; index++) {
    if (tokens[index]?.type === "Equals") return true;
    if (tokens[index]?.type === "CloseStatement") return false;
  }
  return false;
}
