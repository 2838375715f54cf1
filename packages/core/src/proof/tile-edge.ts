import type { Hasher } from "../ports/hasher.ts";
import type { GrowingTree } from "./growing-tree.ts";
import { growingTree, rootOf } from "./growing-tree.ts";
import { subtreesOf } from "./subtrees.ts";
import type { TileAddress } from "./tile.ts";
import { TILE } from "./tile.ts";

/** A tile with its hashes. */
export interface Tile extends TileAddress {
  readonly hashes: readonly string[];
}

/** A tile that is not full. With the roots of its subtrees, nobody who continues the tree hashes all its hashes again. */
export interface OpenTile extends Tile {
  /** The roots of the complete subtrees that its hashes make, from the greatest to the smallest. */
  readonly subtrees: readonly string[];
}

/** The right edge of a tree: the tiles that are not full, one of each level at most. The tree can be continued from them, and its root computed. */
export interface TileEdge {
  /** The number of leaves. */
  readonly size: number;
  add(leaf: string): void;
  /** The tiles that have become full since the last call. */
  takeFull(): readonly Tile[];
  /** The tiles that are not full, from the leaves up. */
  partial(): readonly OpenTile[];
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

/** A tile that grows, and the tree of its hashes. */
interface GrowingTile {
  readonly hashes: string[];
  readonly tree: GrowingTree;
}

/** The edge of a tree of so many leaves, from its tiles that are not full. */
export function tileEdge(hasher: Hasher, from: number, tiles: readonly OpenTile[]): TileEdge {
  const levels: (GrowingTile | undefined)[] = [];
  for (const { level, hashes, subtrees } of tiles) levels[level] = growingTile(hashes, subtrees);
  let size = from;
  let full: Tile[] = [];

  function growingTile(hashes: readonly string[], subtrees: readonly string[]): GrowingTile {
    const tree = growingTree(hasher);
    for (const [at, { level }] of subtreesOf({ start: 0, end: hashes.length }).entries())
      tree.add(subtrees[at] as string, level);
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
        const tile = levels[level] ?? growingTile([], []);
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
        subtrees: levels[level]?.tree.subtrees() ?? [],
      })),
    root: () =>
      rootOf(
        hasher,
        levels.toReversed().flatMap((tile) => tile?.tree.subtrees() ?? []),
      ),
  };
}
