import type { Hasher } from "../ports/hasher.ts";
import { nodeHash } from "./growing-tree.ts";
import { greatestLevel } from "./subtrees.ts";

/** A proof that a leaf is in a tree. Hashes are 64 lower-case hexadecimal characters. */
export interface InclusionPath {
  /** The number of the leaf, from 0. */
  readonly index: number;
  /** The number of leaves of the tree. */
  readonly size: number;
  /** The hash of the leaf. */
  readonly leaf: string;
  /** The hashes of the proof, from the leaf's sibling up. */
  readonly hashes: readonly string[];
}

/** A proof that a tree continues an older one. Hashes are 64 lower-case hexadecimal characters. */
export interface ConsistencyPath {
  /** The size and the root of the older tree. */
  readonly older: { readonly size: number; readonly root: string };
  /** The size and the root of the newer tree. */
  readonly newer: { readonly size: number; readonly root: string };
  /** The hashes of the proof. */
  readonly hashes: readonly string[];
}

/** The root of the tree that an inclusion proof leads to; null where it leads to none (RFC 9162, section 2.1.3.2). */
export function rootOfInclusion(hasher: Hasher, { index, size, leaf, hashes }: InclusionPath): string | null {
  if (!isCount(index) || !isCount(size) || index >= size) return null;
  let at = index;
  let last = size - 1;
  let root = leaf;
  for (const hash of hashes) {
    if (last === 0) return null;
    if (isOdd(at) || at === last) {
      root = nodeHash(hasher, hash, root);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else root = nodeHash(hasher, root, hash);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? root : null;
}

/** Whether a consistency proof holds (RFC 9162, section 2.1.4.2). Every tree continues the one without leaves, and itself. */
export function isConsistent(hasher: Hasher, { older, newer, hashes }: ConsistencyPath): boolean {
  if (!isCount(older.size) || !isCount(newer.size) || older.size > newer.size) return false;
  if (older.size === newer.size) return hashes.length === 0 && older.root === newer.root;
  if (older.size === 0) return hashes.length === 0 && older.root === hasher.sha256("");
  const isPower = 2 ** greatestLevel(older.size) === older.size;
  const [first, ...path] = isPower ? [older.root, ...hashes] : hashes;
  if (first === undefined) return false;
  let [at, last] = [older.size - 1, newer.size - 1];
  while (isOdd(at)) [at, last] = [half(at), half(last)];
  let [olderRoot, newerRoot] = [first, first];
  for (const hash of path) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      olderRoot = nodeHash(hasher, hash, olderRoot);
      newerRoot = nodeHash(hasher, hash, newerRoot);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else newerRoot = nodeHash(hasher, newerRoot, hash);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && olderRoot === older.root && newerRoot === newer.root;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

// Not by operators on bits, which take 32 of them.
function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}
