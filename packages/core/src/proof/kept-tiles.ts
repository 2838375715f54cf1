import type { RecordPut, StoredRecord } from "../store/record-store.ts";
import type { TreeSource } from "./proof-session.ts";
import type { TileAddress } from "./tile.ts";
import { hashesOf, hashesText, tileKey } from "./tile.ts";
import type { Tile } from "./tile-edge.ts";

/** The kind of the records of full tiles. Their keys are `level/index`. */
export const TILE_KIND = "proof-tile";

/** So many tiles are read or written together. */
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

/** Keeps full tiles. */
export async function writeTiles(source: TreeSource, tiles: readonly Tile[]): Promise<void> {
  for (let start = 0; start < tiles.length; start += TOGETHER)
    await Promise.all(tiles.slice(start, start + TOGETHER).map((tile) => writeTile(source, tile)));
}

async function writeTile({ store, tenant }: TreeSource, tile: Tile): Promise<void> {
  const key = tileKey(tile);
  const value = JSON.stringify(hashesText(tile.hashes));
  let expected: RecordPut["expected"] = "none";
  for (;;) {
    const result = await store.records.put(tenant, { kind: TILE_KIND, key, value, expected });
    if (result.status === "stored") return;
    const [stored] = await store.records.get(tenant, TILE_KIND, [key]);
    // Another process was faster.
    if (stored?.value === value) return;
    expected = stored?.revision ?? "none";
  }
}

// The text of a damaged record may be any.
function hashesOfTile(record: StoredRecord | null): readonly string[] {
  return record === null ? [] : hashesOf(record.value.slice(1, -1));
}
