import type { RecordPut } from "../store/record-store.ts";
import type { TreeSource } from "./proof-session.ts";
import type { TileAddress } from "./tile.ts";
import { hashesOfTile, tileKey, tileText } from "./tile.ts";
import type { Tile } from "./tile-edge.ts";

/** The kind of the records of tiles. Their keys are `level/index`. */
export const TILE_KIND = "proof-tile";

/** So many tiles are read or written together. */
const TOGETHER = 32;

/** A kept tile. */
interface KeptTile {
  /** None where the record is missing, or is no tile. */
  readonly hashes: readonly string[];
  /** Of its record; 0 where that is missing. */
  readonly revision: number;
}

/** Kept tiles, in the order of the addresses. */
export async function readTiles(
  { store, tenant }: TreeSource,
  addresses: readonly TileAddress[],
): Promise<readonly KeptTile[]> {
  const found: KeptTile[] = [];
  for (let start = 0; start < addresses.length; start += TOGETHER) {
    const keys = addresses.slice(start, start + TOGETHER).map(tileKey);
    for (const record of await store.records.get(tenant, TILE_KIND, keys))
      found.push({
        hashes: record === null ? [] : hashesOfTile(record.value),
        revision: record?.revision ?? 0,
      });
  }
  return found;
}

/**
 * Keeps tiles. A kept one that has the same hashes and more, because another process was faster, stays. `revisions` has those that are known of the
 * records, by their keys.
 */
export async function writeTiles(
  source: TreeSource,
  tiles: readonly Tile[],
  revisions: ReadonlyMap<string, number>,
): Promise<void> {
  for (let start = 0; start < tiles.length; start += TOGETHER)
    await Promise.all(
      tiles
        .slice(start, start + TOGETHER)
        .map((tile) => writeTile(source, tile, revisions.get(tileKey(tile)) ?? "none")),
    );
}

async function writeTile(
  { store, tenant }: TreeSource,
  tile: Tile,
  known: RecordPut["expected"],
): Promise<void> {
  const key = tileKey(tile);
  const value = tileText(tile.hashes);
  let expected = known;
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
