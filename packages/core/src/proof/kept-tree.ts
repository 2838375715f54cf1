import { isLedgerError, LedgerError } from "../errors.ts";
import { newSlices } from "../ports/slices.ts";
import type { Cursor } from "../store/cursor.ts";
import { START } from "../store/cursor.ts";
import type { StoredRecord } from "../store/record-store.ts";
import { putRecord } from "./kept-record.ts";
import { readTiles, writeTiles } from "./kept-tiles.ts";
import { leafHash } from "./leaf.ts";
import type { TreeSource } from "./proof-session.ts";
import { tileKey } from "./tile.ts";
import type { Tile, TileEdge } from "./tile-edge.ts";
import { edgeOfSize, tileEdge } from "./tile-edge.ts";

/** The kind of the records that say how far a tree is kept, and what was signed last. */
export const TREE_KIND = "proof-tree";

/** After so many events, the full tiles are written, so that long work is not lost and takes little memory. */
const WRITE_AFTER = 16_384;

/** A tenant's tree as it was kept, continued to the head of the log. */
export interface KeptTree {
  readonly edge: TileEdge;
  /** The record of the checkpoint that was signed last; null for none. */
  readonly signed: StoredRecord | null;
  /** The tiles that may not be kept yet. */
  readonly tiles: readonly Tile[];
  /** Keeps them, and how far the tree is. */
  keep(): Promise<void>;
}

/** What was kept, and the revisions of its records, so that what is new takes one put. */
interface Start {
  readonly edge: TileEdge;
  readonly after: Cursor;
  readonly revisions: ReadonlyMap<string, number>;
  readonly kept: StoredRecord | null;
}

/**
 * Continues a tenant's kept tree with the events since. The kept tiles are of another log where the event that they end with is not in this one any
 * more, after a failover or a restored backup; then, or `afresh`, they are made again from the whole log.
 */
export async function continueTree(source: TreeSource, afresh: boolean = false): Promise<KeptTree> {
  const { store, tenant, hasher } = source;
  const [kept = null, signed = null] = await store.records.get(tenant, TREE_KIND, ["kept", "checkpoint"]);
  const start = kept === null || afresh ? null : await keptStart(source, kept);
  try {
    if (start !== null) return { ...(await continued(source, start)), signed };
  } catch (error) {
    if (!isLedgerError(error, "history-diverged")) throw error;
  }
  const empty: Start = { edge: tileEdge(hasher), after: START, revisions: new Map(), kept };
  return { ...(await continued(source, empty)), signed };
}

/** What was kept; null where its tiles do not have all of its hashes. */
async function keptStart(source: TreeSource, kept: StoredRecord): Promise<Start | null> {
  const after = JSON.parse(kept.value) as Cursor;
  const addresses = edgeOfSize(after.position);
  const found = await readTiles(source, addresses);
  const tiles = addresses.map(({ count, ...address }, index) => {
    return { ...address, hashes: (found[index]?.hashes ?? []).slice(0, count) };
  });
  if (addresses.some(({ count }, index) => tiles[index]?.hashes.length !== count)) return null;
  const revisions = new Map(
    addresses.map((address, index) => [tileKey(address), found[index]?.revision ?? 0]),
  );
  return { edge: tileEdge(source.hasher, after.position, tiles), after, revisions, kept };
}

async function continued(
  source: TreeSource,
  { edge, after, revisions, kept }: Start,
): Promise<Omit<KeptTree, "signed">> {
  const { store, hasher, tenant } = source;
  const slices = newSlices();
  let last = after;
  for await (const event of store.readLog(tenant, { after })) {
    if (event.position !== edge.size + 1) throw gap(edge.size + 1, event.position);
    edge.add(leafHash(hasher, event));
    last = { position: event.position, eventId: event.id };
    if (slices.isOver()) await slices.next();
    if (edge.size % WRITE_AFTER === 0) await writeTiles(source, edge.takeFull(), revisions);
  }
  const tiles = [...edge.takeFull(), ...edge.partial()];
  return {
    edge,
    tiles,
    async keep() {
      if (last.position === after.position) return;
      const address = { scope: tenant, kind: TREE_KIND, key: "kept" };
      await Promise.all([
        writeTiles(source, tiles, revisions),
        putRecord(store.records, address, last, kept?.revision ?? null),
      ]);
    },
  };
}

function gap(wanted: number, found: number): LedgerError {
  return new LedgerError(
    "history-diverged",
    `the log has no event at position ${wanted}, but one at ${found}; find out with acme.proof.verify what else differs`,
  );
}
