import type { Cursor } from "../store/cursor.ts";
import { hashesOf, hashesText } from "./tile.ts";
import type { Tile } from "./tile-edge.ts";
import { edgeOfSize } from "./tile-edge.ts";

/** The kind of the records that say how far a tree is kept, `kept`, and what was signed last, `checkpoint`. */
export const TREE_KIND = "proof-tree";

/** How far a tree is kept, and its tiles that are not full, which have no records of their own. */
interface KeptEdge extends Cursor {
  /** Their hashes in base64, by level from the leaves up; empty where a level has none. */
  readonly edge: readonly string[];
}

/** What to keep of a tree that ends with an event, as {@link parseKeptEdge} reads it: the tiles that are not full. */
export function keptEdgeText({ position, eventId }: Cursor, partial: readonly Tile[]): string {
  const edge: string[] = [];
  for (const { level, hashes } of partial) edge[level] = hashesText(hashes);
  const kept: KeptEdge = { position, eventId, edge: Array.from(edge, (text) => text ?? "") };
  return JSON.stringify(kept);
}

/** The tiles that are not full, as they were kept, and the event that the tree ends with. */
export interface Edge {
  readonly after: Cursor;
  readonly tiles: readonly Tile[];
}

/** Reads what was kept; null where the text is damaged. */
export function parseKeptEdge(text: string): Edge | null {
  try {
    const { position, eventId, edge } = JSON.parse(text) as KeptEdge;
    const tiles: Tile[] = [];
    for (const { level, index, count } of edgeOfSize(position)) {
      const hashes = hashesOf(edge[level] ?? "");
      if (hashes.length !== count) return null;
      tiles.push({ level, index, hashes });
    }
    const isKept = Number.isSafeInteger(position) && typeof eventId === "string";
    return isKept ? { after: { position, eventId }, tiles } : null;
  } catch {
    return null;
  }
}
