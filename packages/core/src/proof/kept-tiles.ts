import type { StoredRecord } from "../store/record-store.ts";
import type { KeptRecord } from "./kept-record.ts";
import type { TreeSource } from "./proof-session.ts";
import type { TileAddress } from "./tile.ts";
import { hashesOf, hashesText, tileKey } from "./tile.ts";
import type { Tile } from "./tile-edge.ts";

/** The kind of the records of full tiles. Their keys are `level/index`. */
export const TILE_KIND = "proof-tile";

/** So many tiles are read together. */
const TOGETHER = 32;

/** The hashes of kept tiles, in the order of the addresses; none where a record is missing, or is no tile. */
export async function readTiles(
  { store, tenant }: TreeSource,
  addresses: readonly TileAddress[],
): Promise<readonly (readonly string[])[]> {
  const found: (readonly string[])[] = [];
  for (let start = 0; start < addresses.length; start += TOGETHER) {
    const keys = addresses.slice(start, start + TOGETHER).map(tileKey);
    for (const record of await store.records.get(tenant, TILE_KIND, keys)) found.push(hashesOfTile(record));
  }
  return found;
}

/** The record of a full tile, which was not kept before. */
export function tileRecord(tile: Tile): KeptRecord {
  const value = JSON.stringify(hashesText(tile.hashes));
  // Another process may have been faster.
  const yieldsTo = (other: string): boolean => other === value;
  return { kind: TILE_KIND, key: tileKey(tile), value, expected: "none", yieldsTo };
}

// The text of a damaged record may be any.
function hashesOfTile(record: StoredRecord | null): readonly string[] {
  return record === null ? [] : hashesOf(record.value.slice(1, -1));
}
