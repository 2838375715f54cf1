import { isLedgerError, LedgerError } from "../errors.ts";
import { changeRecord } from "../identity/change-record.ts";
import { newSlices } from "../ports/slices.ts";
import type { Cursor } from "../store/cursor.ts";
import { START } from "../store/cursor.ts";
import type { StoredRecord } from "../store/record-store.ts";
import { readTiles, writeTiles } from "./kept-tiles.ts";
import { leafHash } from "./leaf.ts";
import type { TreeSource } from "./proof-session.ts";
import type { TileEdge } from "./tile-edge.ts";
import { edgeOfSize, tileEdge } from "./tile-edge.ts";

/** The kind of the records that say how far a tree is kept, and what was signed last. */
export const TREE_KIND = "proof-tree";

/** After so many events, the full tiles are written, so that long work is not lost and takes little memory. */
const WRITE_AFTER = 16_384;

/** A tenant's tree as it was kept, continued to the head of the log, and kept again. */
export interface KeptTree {
  readonly edge: TileEdge;
  /** The record of the checkpoint that was signed last; null for none. */
  readonly signed: StoredRecord | null;
}

/**
 * Continues a tenant's kept tree with the events since, and keeps it. The kept tiles are of another log where the event that they end with is not in
 * this one any more, after a failover or a restored backup; then, or `afresh`, they are made again from the whole log.
 */
export async function continueTree(source: TreeSource, afresh: boolean = false): Promise<KeptTree> {
  const { store, tenant, hasher } = source;
  const [kept = null, signed = null] = await store.records.get(tenant, TREE_KIND, ["kept", "checkpoint"]);
  const start = kept === null || afresh ? START : (JSON.parse(kept.value) as Cursor);
  const edge = await keptEdge(source, start);
  try {
    if (edge !== null) return { edge: await continued(source, edge, start), signed };
  } catch (error) {
    if (!isLedgerError(error, "history-diverged") || start.position === 0) throw error;
  }
  return { edge: await continued(source, tileEdge(hasher), START), signed };
}

/** The edge of the tree that was kept; null where its tiles do not have all of its hashes. */
async function keptEdge(source: TreeSource, { position }: Cursor): Promise<TileEdge | null> {
  const addresses = edgeOfSize(position);
  const found = await readTiles(source, addresses);
  const tiles = addresses.map(({ count, ...address }, index) => {
    return { ...address, hashes: (found[index] ?? []).slice(0, count) };
  });
  const isWhole = addresses.every(({ count }, index) => tiles[index]?.hashes.length === count);
  return isWhole ? tileEdge(source.hasher, position, tiles) : null;
}

async function continued(source: TreeSource, edge: TileEdge, after: Cursor): Promise<TileEdge> {
  const { store, hasher, tenant } = source;
  const slices = newSlices();
  let last = after;
  for await (const event of store.readLog(tenant, { after })) {
    if (event.position !== edge.size + 1) throw gap(edge.size + 1, event.position);
    edge.add(leafHash(hasher, event));
    last = { position: event.position, eventId: event.id };
    if (slices.isOver()) await slices.next();
    if (edge.size % WRITE_AFTER === 0) await writeTiles(source, edge.takeFull());
  }
  if (last.position > after.position) await keep(source, edge, last);
  return edge;
}

async function keep(source: TreeSource, edge: TileEdge, last: Cursor): Promise<void> {
  const { store, tenant } = source;
  await writeTiles(source, [...edge.takeFull(), ...edge.partial()]);
  await changeRecord<Cursor>(store.records, { scope: tenant, kind: TREE_KIND, key: "kept" }, () => last);
}

function gap(wanted: number, found: number): LedgerError {
  return new LedgerError(
    "history-diverged",
    `the log has no event at position ${wanted}, but one at ${found}; find out with acme.proof.verify what else differs`,
  );
}
