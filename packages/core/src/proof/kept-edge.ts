import type { Cursor } from "../store/cursor.ts";
import { subtreesOf } from "./subtrees.ts";
import { hashesOf, hashesText } from "./tile.ts";
import type { OpenTile } from "./tile-edge.ts";
import { edgeOfSize } from "./tile-edge.ts";

/** The kind of the records that say how far a tree is kept, `kept`, and what was signed last, `checkpoint`. */
export const TREE_KIND = "proof-tree";

/** How far a tree is kept, and its tiles that are not full, from the leaves up: they have no records of their own. */
interface KeptEdge extends Cursor {
  readonly tiles: readonly KeptTile[];
}

/** The hashes of a tile, and the roots of the subtrees that they make, in base64. */
interface KeptTile {
  readonly hashes: string;
  readonly subtrees: string;
}

/** The tiles that are not full, from the leaves up, and the event that the tree ends with. */
export interface Edge {
  readonly after: Cursor;
  readonly tiles: readonly OpenTile[];
}

/** What to keep of a tree, as {@link parseKeptEdge} reads it. */
export function keptEdgeText({ after, tiles }: Edge): string {
  const { position, eventId } = after;
  const texts = tiles.map(({ hashes, subtrees }): KeptTile => {
    return { hashes: hashesText(hashes), subtrees: hashesText(subtrees) };
  });
  const kept: KeptEdge = { position, eventId, tiles: texts };
  return JSON.stringify(kept);
}

/** Reads what was kept; null where the text is damaged. */
export function parseKeptEdge(text: string): Edge | null {
  try {
    const { position, eventId, tiles: texts } = JSON.parse(text) as KeptEdge;
    const tiles = edgeOfSize(position).map(({ level, index, count }, at): OpenTile => {
      const kept = texts[at];
      const [hashes, subtrees] = [hashesOf(kept?.hashes ?? ""), hashesOf(kept?.subtrees ?? "")];
      const isWhole =
        hashes.length === count && subtrees.length === subtreesOf({ start: 0, end: count }).length;
      if (!isWhole) throw new Error(`the tile of level ${level} is not whole`);
      return { level, index, hashes, subtrees };
    });
    const isKept = Number.isSafeInteger(position) && typeof eventId === "string";
    return isKept ? { after: { position, eventId }, tiles } : null;
  } catch {
    return null;
  }
}
