import { parseKeptEdge, TREE_KIND } from "./kept-edge.ts";
import { readTiles } from "./kept-tiles.ts";
import type { TreeSource } from "./proof-session.ts";
import { TILE } from "./tile.ts";

/** So many tiles are read at once. */
const TILES = 16;

/** The leaves of a tenant's kept tiles, from the first one on, up to the first that is not there. */
export async function* keptLeaves(source: TreeSource): AsyncGenerator<string> {
  for (let index = 0; ; index += TILES) {
    const addresses = Array.from({ length: TILES }, (_, at) => ({ level: 0, index: index + at }));
    for (const [at, hashes] of (await readTiles(source, addresses)).entries()) {
      if (hashes.length === TILE.width) yield* hashes;
      else return yield* await leavesAtEdge(source, index + at);
    }
  }
}

/** The leaves of the tile that is not full, where it is this one. */
async function leavesAtEdge({ store, tenant }: TreeSource, index: number): Promise<readonly string[]> {
  const [kept = null] = await store.records.get(tenant, TREE_KIND, ["kept"]);
  const edge = kept === null ? null : parseKeptEdge(kept.value);
  return edge?.tiles.find((tile) => tile.level === 0 && tile.index === index)?.hashes ?? [];
}

/** No leaves. */
export async function* noLeaves(): AsyncGenerator<never> {}
