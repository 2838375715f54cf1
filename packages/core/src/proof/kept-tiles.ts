import type { RecordPut } from "../store/record-store.ts";
import type { TreeSource } from "./proof-session.ts";
import type { TileAddress } from "./tile.ts";
import { hashesOfTile, tileKey, tileText } from "./tile.ts";
import type { Tile } from "./tile-edge.ts";

/** The kind of the records of tiles. Their keys are `level/index`. */
export const TILE_KIND = "proof-tile";

/** So many tiles are read or written together. */
const TOGETHER = 32;

/** The hashes of kept tiles, in the order of the addresses: none where a tile is missing, or its record is no tile. */
export async function readTiles(
  { store, tenant }: TreeSource,
  addresses: readonly TileAddress[],
): Promise<readonly (readonly string[])[]> {
  const found: (readonly string[])[] = [];
  for (let start = 0; start < addresses.length; start += TOGETHER) {
    const keys = addresses.slice(start, start + TOGETHER).map(tileKey);
    const records = await store.records.get(tenant, TILE_KIND, keys);
    found.push(...records.map((record) => (record === null ? [] : hashesOfTile(record.value))));
  }
  return found;
}

/** Keeps tiles. A kept one that has the same hashes and more, because another process was faster, stays. */
export async function writeTiles(source: TreeSource, tiles: readonly Tile[]): Promise<void> {
  for (let start = 0; start < tiles.length; start += TOGETHER)
    await Promise.all(tiles.slice(start, start + TOGETHER).map((tile) => writeTile(source, tile)));
}

async function writeTile({ store, tenant }: TreeSource, tile: Tile): Promise<void> {
  const key = tileKey(tile);
  const value = tileText(tile.hashes);
  let expected: RecordPut["expected"] = "none";
  for (;;) {
    const result = await store.records.put(tenant, { kind: TILE_KIND, key, value, expected });
    if (result.status === "stored") return;
    const [stored] = await store.records.get(tenant, TILE_KIND, [key]);
    if (stored && beginsWith(hashesOfTile(stored.value), tile.hashes)) return;
    expected = stored?.revision ?? "none";
  }
}

function beginsWith(hashes: readonly string[], first: readonly string[]): boolean {
  return hashes.length >= first.length && first.every((hash, index) => hashes[index] === hash);
}
