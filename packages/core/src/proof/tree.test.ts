import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { hexToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { systemHasher } from "../ports/hasher.ts";
import { isConsistent, rootOfInclusion } from "./check-proof.ts";
import { growingTree, joined } from "./growing-tree.ts";
import type { LeafRange, Subtree } from "./subtrees.ts";
import { consistencyRanges, inclusionRanges, subtreesOf } from "./subtrees.ts";
import { hashesOf, hashesText, placeInTile, rootOfTile } from "./tile.ts";

const hasher = systemHasher();

const ALL = Array.from({ length: 300 }, (_, index) => hasher.sha256(`\0leaf ${index}`));

// The tree of the RFC, word for word (RFC 9162, section 2.1), from which all else must not differ. Leaves are those of ALL from `start` to `end`.

const roots = new Map<string, string>();

function naiveRoot(start: number, end: number): string {
  const key = `${start}-${end}`;
  const known = roots.get(key);
  if (known !== undefined) return known;
  const middle = start + split(end - start);
  const root =
    end === start
      ? hasher.sha256("")
      : end === start + 1
        ? (ALL[start] as string)
        : hasher.sha256(hexToBytes(`01${naiveRoot(start, middle)}${naiveRoot(middle, end)}`));
  roots.set(key, root);
  return root;
}

function naiveInclusion(index: number, start: number, end: number): readonly string[] {
  if (end === start + 1) return [];
  const middle = start + split(end - start);
  return index < middle
    ? [...naiveInclusion(index, start, middle), naiveRoot(middle, end)]
    : [...naiveInclusion(index, middle, end), naiveRoot(start, middle)];
}

function naiveConsistency(older: number, start: number, end: number, isWhole = true): readonly string[] {
  if (older === end) return isWhole ? [] : [naiveRoot(start, end)];
  const middle = start + split(end - start);
  return older <= middle
    ? [...naiveConsistency(older, start, middle, isWhole), naiveRoot(middle, end)]
    : [...naiveConsistency(older, middle, end, false), naiveRoot(start, middle)];
}

function split(size: number): number {
  let middle = 1;
  while (middle * 2 < size) middle *= 2;
  return middle;
}

/** The hashes of ranges, out of tiles as they are kept. */
function rangeHashes(
  leaves: readonly string[],
  ranges: readonly LeafRange[],
  known = new Map<string, string>(),
) {
  const hashOf = (subtree: Subtree): string => {
    const key = `${subtree.level}/${subtree.index}`;
    const { level, index, start, count } = placeInTile(subtree);
    const tile = (): readonly string[] => hashesOf(hashesText(tileOf(leaves, level, index)));
    const hash = known.get(key) ?? rootOfTile(hasher, tile().slice(start, start + count));
    known.set(key, hash);
    return hash;
  };
  return ranges.map((range) => joined(hasher, subtreesOf(range).map(hashOf)));
}

function tileOf(leaves: readonly string[], level: number, index: number): readonly string[] {
  if (level === 0) return leaves.slice(256 * index, 256 * (index + 1));
  const below = Math.floor(leaves.length / 256 ** level);
  const first = 256 * index;
  return Array.from({ length: Math.min(256, below - first) }, (_, at) =>
    rootOfTile(hasher, tileOf(leaves, level - 1, first + at)),
  );
}

const ROOTS = Array.from({ length: 301 }, (_, size) => naiveRoot(0, size));
const known = new Map<string, string>();

test("the root of every tree from 0 to 300 leaves is that of the RFC's own definition", () => {
  const tree = growingTree(hasher);
  for (let size = 0; size <= 300; size++) {
    expect(tree.root()).toBe(ROOTS[size]);
    expect(tree.size).toBe(size);
    if (size < 300) tree.add(ALL[size] as string);
  }
  const inSubtrees = growingTree(hasher);
  inSubtrees.add(rootOfTile(hasher, ALL.slice(0, 256)), 8);
  for (const leaf of ALL.slice(256)) inSubtrees.add(leaf);
  expect(inSubtrees.root()).toBe(ROOTS[300]);
});

test("every proof of inclusion from 1 to 300 leaves is the RFC's own, and leads to the root", () => {
  for (let size = 1; size <= 300; size++) {
    for (let index = 0; index < size; index++) {
      const hashes = rangeHashes(ALL, inclusionRanges(index, size), known);
      const leaf = ALL[index] as string;
      if (hashes.join() === naiveInclusion(index, 0, size).join())
        if (rootOfInclusion(hasher, { index, size, leaf, hashes }) === ROOTS[size]) continue;
      expect.fail(`leaf ${index} of ${size}`);
    }
  }
});

test("every proof of consistency from 0 to 300 leaves is the RFC's own, and holds", () => {
  for (let size = 0; size <= 300; size++) {
    const newer = { size, root: ROOTS[size] as string };
    for (let before = 0; before <= size; before++) {
      const older = { size: before, root: ROOTS[before] as string };
      const hashes = before === 0 ? [] : rangeHashes(ALL, consistencyRanges(before, size), known);
      if (before === 0 || hashes.join() === naiveConsistency(before, 0, size).join())
        if (isConsistent(hasher, { older, newer, hashes })) continue;
      expect.fail(`from ${before} to ${size} leaves`);
    }
  }
});

const other = hasher.sha256("another");

test("a proof with anything changed proves nothing", () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(), fc.nat());
  fc.assert(
    fc.property(sizes, ([size, some, place, kind]) => {
      const index = some % size;
      const hashes = [...rangeHashes(ALL, inclusionRanges(index, size), known)];
      const leaf = ALL[index] as string;
      const changed = [...hashes];
      if (hashes.length > 0 && kind % 3 === 0) changed[place % hashes.length] = other;
      else if (hashes.length > 0 && kind % 3 === 1) changed.splice(place % hashes.length, 1);
      else changed.splice(place % (hashes.length + 1), 0, other);
      const rootOf = (path: object) =>
        rootOfInclusion(hasher, { index, size, leaf, hashes, ...path } as never);
      expect(rootOf({ hashes: changed })).not.toBe(ROOTS[size]);
      expect(rootOf({ leaf: other })).not.toBe(ROOTS[size]);
      expect(rootOf({ index: size })).toBe(null);
      expect(rootOf({ index: -1 })).toBe(null);
      expect(rootOf({ index: index + 0.5 })).toBe(null);
      if (size > 1) expect(rootOf({ index: (index + 1) % size })).not.toBe(ROOTS[size]);
      const older = { size: index + 1, root: ROOTS[index + 1] as string };
      const newer = { size, root: ROOTS[size] as string };
      const proof = rangeHashes(ALL, consistencyRanges(older.size, size), known);
      const holds = (path: object) => isConsistent(hasher, { older, newer, hashes: proof, ...path });
      expect(holds({})).toBe(true);
      expect(holds({ older: { ...older, root: other } })).toBe(false);
      expect(holds({ newer: { ...newer, root: other } })).toBe(false);
      expect(holds({ hashes: [...proof, other] })).toBe(false);
      if (proof.length > 0) expect(holds({ hashes: proof.slice(1) })).toBe(false);
      if (size > older.size) expect(holds({ older: newer, newer: older })).toBe(false);
    }),
  );
});

test("sizes beyond 32 bits are divided as the RFC says", () => {
  const size = 2 ** 40 + 1;
  expect(inclusionRanges(2 ** 40, size)).toEqual([{ start: 0, end: 2 ** 40 }]);
  expect(subtreesOf({ start: 0, end: 2 ** 40 })).toEqual([{ level: 40, index: 0 }]);
  expect(subtreesOf({ start: 0, end: 2 ** 50 - 1 })).toHaveLength(50);
  const [left, right] = [other, hasher.sha256("right")];
  const root = hasher.sha256(hexToBytes(`01${left}${right}`));
  expect(rootOfInclusion(hasher, { index: 2 ** 40, size, leaf: right, hashes: [left] })).toBe(root);
  const newer = { size, root };
  const older = { size: 2 ** 40, root: left };
  expect(isConsistent(hasher, { older, newer, hashes: [right] })).toBe(true);
});

test("the published vectors of Certificate Transparency hold", () => {
  const leaves = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
  ].map((data) => hasher.sha256(hexToBytes(`00${data}`)));
  const published = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ];
  const tree = growingTree(hasher);
  expect(tree.root()).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (const [index, leaf] of leaves.entries()) {
    tree.add(leaf);
    expect(tree.root()).toBe(published[index]);
  }
  const inclusion = (index: number, size: number) =>
    rangeHashes(leaves.slice(0, size), inclusionRanges(index, size));
  const consistency = (older: number, newer: number) =>
    rangeHashes(leaves.slice(0, newer), consistencyRanges(older, newer));
  const [h1, h01, h23, h45, h5, h67] = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
  ];
  const h4567 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
  expect(inclusion(0, 1)).toEqual([]);
  expect(inclusion(0, 8)).toEqual([h1, h23, h4567]);
  expect(inclusion(5, 8)).toEqual([h5, h67, published[3]]);
  expect(inclusion(2, 3)).toEqual([h01]);
  expect(inclusion(1, 5)).toEqual([published[0], h23, h5]);
  expect(consistency(1, 1)).toEqual([]);
  expect(consistency(1, 8)).toEqual([h1, h23, h4567]);
  expect(consistency(6, 8)).toEqual([h45, h67, published[3]]);
  expect(consistency(2, 5)).toEqual([h23, h5]);
});

test("a script in Python, written from the RFC, agrees on 100 random proofs", (context) => {
  const script = fileURLToPath(new URL("../../test/check-proofs.py", import.meta.url));
  const found = spawnSync("python3", ["--version"]).status === 0;
  if (!found && process.env["CI"] === undefined) {
    process.stdout.write("the proofs were not compared with Python's, because there is no python3\n");
    return context.skip();
  }
  const size = fc.integer({ min: 1, max: 300 });
  const drawn = fc.sample(fc.tuple(size, fc.nat()), 100);
  const leaves = Array.from({ length: 300 }, (_, index) => hasher.sha256(`\0${index}`));
  const proofs = drawn.map(([count, some], number) => {
    const tree = growingTree(hasher);
    for (const leaf of leaves.slice(0, count)) tree.add(leaf);
    const index = some % count;
    const isInclusion = number % 2 === 0;
    const ranges = isInclusion ? inclusionRanges(index, count) : consistencyRanges(index + 1, count);
    return {
      kind: isInclusion ? "inclusion" : "consistency",
      size: count,
      index,
      root: tree.root(),
      hashes: rangeHashes(leaves.slice(0, count), ranges),
    };
  });
  const input = JSON.stringify({ leaves: leaves.map((_, index) => String(index)), proofs });
  const { status, stdout, stderr } = spawnSync("python3", [script], { input, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(stdout).toBe("100 proofs agree\n");
  expect(status).toBe(0);
});
