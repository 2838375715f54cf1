import { bytesToHex } from "@noble/hashes/utils.js";
import type { Hasher } from "../ports/hasher.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { growingTree } from "./growing-tree.ts";
import { writeHash } from "./hex.ts";
import type { Subtree } from "./subtrees.ts";

/** How many hashes a full tile has, and how many levels of the tree it spans. */
export const TILE = { width: 256, height: 8 } as const;

/** Names a tile: level 0 has the leaves, and each level above has the roots of the full tiles of the one below. */
export interface TileAddress {
  readonly level: number;
  readonly index: number;
}

/** The tile that the hash of a complete subtree can be computed from, and which of its hashes: `count` from `start`. */
export interface PlaceInTile extends TileAddress {
  readonly start: number;
  readonly count: number;
}

/** Where the hash of a complete subtree is. */
export function placeInTile({ level, index }: Subtree): PlaceInTile {
  const tileLevel = Math.floor(level / TILE.height);
  const count = 2 ** (level - tileLevel * TILE.height);
  const first = index * count;
  const tile = Math.floor(first / TILE.width);
  return { level: tileLevel, index: tile, start: first - tile * TILE.width, count };
}

/** The root of hashes beside each other that are as many as a power of two. */
export function rootOfTile(hasher: Hasher, hashes: readonly string[]): string {
  const tree = growingTree(hasher);
  for (const hash of hashes) tree.add(hash);
  return tree.root();
}

/** The key of a tile's record. */
export function tileKey({ level, index }: TileAddress): string {
  return `${level}/${index}`;
}

/** Hashes one after the other, in base64. */
export function hashesText(hashes: readonly string[]): string {
  const bytes = new Uint8Array(32 * hashes.length);
  for (const [index, hash] of hashes.entries()) writeHash(hash, bytes, 32 * index);
  return toBase64(bytes);
}

/** The hashes of a text in base64; none where it is not one of hashes, at most as many as a tile has. */
export function hashesOf(text: string): readonly string[] {
  const bytes = fromBase64(text);
  if (bytes === null || bytes.length % 32 !== 0 || bytes.length > 32 * TILE.width) return [];
  const all = bytesToHex(bytes);
  return Array.from({ length: bytes.length / 32 }, (_, index) => all.slice(64 * index, 64 * (index + 1)));
}
