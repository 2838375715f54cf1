import { joined } from "./growing-tree.ts";
import { readTiles } from "./kept-tiles.ts";
import type { TreeSource } from "./proof-session.ts";
import type { LeafRange } from "./subtrees.ts";
import { subtreesOf } from "./subtrees.ts";
import type { TileAddress } from "./tile.ts";
import { placeInTile, rootOfTile, tileKey } from "./tile.ts";
import type { Tile } from "./tile-edge.ts";

/** The hashes of ranges of a tree, from tiles that are given, all of those that are not full among them, and kept ones; null where a tile that they need is not whole. */
export async function readHashes(
  source: TreeSource,
  given: readonly Tile[],
  ranges: readonly LeafRange[],
): Promise<readonly string[] | null> {
  const { hasher } = source;
  const tiles = new Map(given.map((tile) => [tileKey(tile), tile.hashes]));
  const places = ranges.map((range) => subtreesOf(range).map(placeInTile));
  const missing = new Map<string, TileAddress>();
  for (const place of places.flat()) if (!tiles.has(tileKey(place))) missing.set(tileKey(place), place);
  const found = await readTiles(source, [...missing.values()]);
  for (const [index, key] of [...missing.keys()].entries()) tiles.set(key, found[index] ?? []);
  let isWhole = true;
  const hashes = places.map((subtrees) =>
    joined(
      hasher,
      subtrees.map((place) => {
        const hashesOfPlace = (tiles.get(tileKey(place)) ?? []).slice(place.start, place.start + place.count);
        if (hashesOfPlace.length < place.count) isWhole = false;
        return rootOfTile(hasher, hashesOfPlace);
      }),
    ),
  );
  return isWhole ? hashes : null;
}
