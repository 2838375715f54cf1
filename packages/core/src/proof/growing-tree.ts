import type { Hasher } from "../ports/hasher.ts";
import { writeHash } from "./hex.ts";

/** The hash of two subtrees: SHA-256 over 0x01 and both hashes (RFC 9162, section 2.1.1). Hashes are 64 lower-case hexadecimal characters. */
export function nodeHash(hasher: Hasher, left: string, right: string): string {
  writeHash(left, NODE, 1);
  writeHash(right, NODE, 33);
  return hasher.sha256(NODE);
}

// One for all nodes, because a new one for each takes longer than its hash. A hasher is synchronous.
const NODE = new Uint8Array(65);
NODE[0] = 1;

/** A Merkle tree that leaves are added to. It keeps one hash for each power of two in its size, so it may grow to any size. */
export interface GrowingTree {
  /** The number of its leaves. */
  readonly size: number;
  /** Adds a leaf; or, with a level, the root of a complete subtree of `2 ** level` leaves. The size must be a multiple of that. */
  add(hash: string, level?: number): void;
  /** The roots of the complete subtrees beside each other that it consists of, from the greatest to the smallest. */
  subtrees(): readonly string[];
  /** The root; of the tree without leaves, the hash of nothing. */
  root(): string;
  /** A tree with the same leaves, that grows by itself. */
  copy(): GrowingTree;
}

/** A tree without leaves. */
export function growingTree(hasher: Hasher): GrowingTree {
  return treeFrom(hasher, [], 0);
}

/** `edge` has by level, from the leaves up, the root of the complete subtree of that size at the right edge, where there is one. */
function treeFrom(hasher: Hasher, edge: (string | undefined)[], from: number): GrowingTree {
  let size = from;
  const subtrees = (): readonly string[] => edge.filter((hash) => hash !== undefined).reverse();
  return {
    get size() {
      return size;
    },
    add(hash, level = 0) {
      let at = level;
      let carried = hash;
      for (let left = edge[at]; left !== undefined; left = edge[at]) {
        carried = nodeHash(hasher, left, carried);
        edge[at] = undefined;
        at += 1;
      }
      edge[at] = carried;
      size += 2 ** level;
    },
    subtrees,
    root: () => rootOf(hasher, subtrees()),
    copy: () => treeFrom(hasher, [...edge], size),
  };
}

/** The root of the tree that consists of complete subtrees, from the greatest to the smallest; of the tree without leaves, the hash of nothing. */
export function rootOf(hasher: Hasher, subtrees: readonly string[]): string {
  return subtrees.length === 0 ? hasher.sha256("") : joined(hasher, subtrees);
}

/** The hash of complete subtrees beside each other, from the greatest to the smallest: at least one. */
export function joined(hasher: Hasher, subtrees: readonly string[]): string {
  return subtrees.reduceRight((right, left) => nodeHash(hasher, left, right));
}
