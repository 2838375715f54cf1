import type { Hasher } from "../ports/hasher.ts";
import { growingTree } from "./growing-tree.ts";
import type { TileAddress } from "./tile.ts";
import { rootOfTile, TILE } from "./tile.ts";

/** A tile with its hashes. */
export interface Tile extends TileAddress {
  readonly hashes: readonly string[];
}

/** The right edge of a tree: the tiles that are not full, one of each level at most. The tree can be continued from them, and its root computed. */
export interface TileEdge {
  /** The number of leaves. */
  readonly size: number;
  add(leaf: string): void;
  /** The tiles that have become full since the last call. */
  takeFull(): readonly Tile[];
  /** The tiles that are not full, from the leaves up. */
  partial(): readonly Tile[];
  root(): string;
}

/** The tiles at the edge of a tree of so many leaves, with the number of their hashes. */
export function edgeOfSize(size: number): readonly (TileAddress & { readonly count: number })[] {
  const edge: (TileAddress & { readonly count: number })[] = [];
  for (let level = 0, hashes = size; hashes > 0; level++) {
    const index = Math.floor(hashes / TILE.width);
    const count = hashes - index * TILE.width;
    if (count > 0) edge.push({ level, index, count });
    hashes = index;
  }
  return edge;
}

/** The edge of a tree, from its tiles. */
export function tileEdge(hasher: Hasher, from: number = 0, tiles: readonly Tile[] = []): TileEdge {
  const levels: string[][] = [];
  for (const { level, hashes } of tiles) levels[level] = [...hashes];
  let size = from;
  let full: Tile[] = [];
  return {
    get size() {
      return size;
    },
    add(leaf) {
      size += 1;
      let hash = leaf;
      let count = size;
      for (let level = 0; ; level++) {
        const hashes = levels[level] ?? [];
        levels[level] = hashes;
        hashes.push(hash);
        if (hashes.length < TILE.width) return;
        count /= TILE.width;
        full.push({ level, index: count - 1, hashes });
        hash = rootOfTile(hasher, hashes);
        levels[level] = [];
      }
    },
    takeFull() {
      const taken = full;
      full = [];
      return taken;
    },
    partial: () =>
      edgeOfSize(size).map(({ level, index }) => ({ level, index, hashes: [...(levels[level] ?? [])] })),
    root() {
      const tree = growingTree(hasher);
      for (let level = levels.length - 1; level >= 0; level--)
        for (const hash of levels[level] ?? []) tree.add(hash, level * TILE.height);
      return tree.root();
    },
  };
}
