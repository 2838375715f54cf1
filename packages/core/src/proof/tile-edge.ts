import type { Hasher } from "../ports/hasher.ts";
import type { GrowingTree } from "./growing-tree.ts";
import { growingTree, rootOf } from "./growing-tree.ts";
import type { TileAddress } from "./tile.ts";
import { TILE } from "./tile.ts";

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

/** A tile that is not full, and the tree of its hashes, so that no root takes hashing all of them. */
interface OpenTile {
  readonly hashes: string[];
  readonly tree: GrowingTree;
}

/** The edge of a tree, from its tiles. */
export function tileEdge(hasher: Hasher, from: number = 0, tiles: readonly Tile[] = []): TileEdge {
  const levels: (OpenTile | undefined)[] = [];
  for (const { level, hashes } of tiles) levels[level] = openTile(hashes);
  let size = from;
  let full: Tile[] = [];

  function openTile(hashes: readonly string[]): OpenTile {
    const tree = growingTree(hasher);
    for (const hash of hashes) tree.add(hash);
    return { hashes: [...hashes], tree };
  }

  return {
    get size() {
      return size;
    },
    add(leaf) {
      size += 1;
      let hash = leaf;
      let count = size;
      for (let level = 0; ; level++) {
        const tile = levels[level] ?? openTile([]);
        levels[level] = tile;
        tile.hashes.push(hash);
        tile.tree.add(hash);
        if (tile.hashes.length < TILE.width) return;
        count /= TILE.width;
        full.push({ level, index: count - 1, hashes: tile.hashes });
        hash = tile.tree.root();
        levels[level] = undefined;
      }
    },
    takeFull() {
      const taken = full;
      full = [];
      return taken;
    },
    partial: () =>
      edgeOfSize(size).map(({ level, index }) => ({
        level,
        index,
        hashes: [...(levels[level]?.hashes ?? [])],
      })),
    root: () =>
      rootOf(
        hasher,
        levels.toReversed().flatMap((tile) => tile?.tree.subtrees() ?? []),
      ),
  };
}
