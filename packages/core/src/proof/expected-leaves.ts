import { readTiles } from "./kept-tiles.ts";
import type { TreeSource } from "./proof-session.ts";
import { TILE } from "./tile.ts";

/** So many tiles are read at once. */
const TILES = 16;

/** The leaves of a tenant's kept tiles, from the first one on, up to the first that is not there. */
export async function* keptLeaves(source: TreeSource): AsyncGenerator<string> {
  for (let index = 0; ; index += TILES) {
    const addresses = Array.from({ length: TILES }, (_, at) => ({ level: 0, index: index + at }));
    for (const { hashes } of await readTiles(source, addresses)) {
      yield* hashes;
      if (hashes.length < TILE.width) return;
    }
  }
}

/** No leaves. */
export async function* noLeaves(): AsyncGenerator<never> {}
