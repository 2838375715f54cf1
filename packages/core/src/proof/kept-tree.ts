import { isLedgerError, LedgerError } from "../errors.ts";
import { newSlices } from "../ports/slices.ts";
import { START } from "../store/cursor.ts";
import type { StoredRecord } from "../store/record-store.ts";
import type { Edge } from "./kept-edge.ts";
import { keptEdgeText, parseKeptEdge, TREE_KIND } from "./kept-edge.ts";
import type { KeptRecord } from "./kept-record.ts";
import { keepRecords } from "./kept-record.ts";
import { tileRecord } from "./kept-tiles.ts";
import { leafHash, textHasher } from "./leaf.ts";
import type { TreeSource } from "./proof-session.ts";
import type { Tile, TileEdge } from "./tile-edge.ts";
import { tileEdge } from "./tile-edge.ts";

/** After so many events, the full tiles are written, so that long work is not lost and takes little memory. */
const WRITE_AFTER = 16_384;

/** A tenant's tree as it was kept, continued to the head of the log. */
export interface KeptTree {
  readonly edge: TileEdge;
  /** The root that it was kept with, and of how many leaves that is. */
  readonly from: { readonly size: number; readonly root: string };
  /** The record of the checkpoint that was signed last; null for none. */
  readonly signed: StoredRecord | null;
  /** The tiles that may not be kept yet. */
  readonly tiles: readonly Tile[];
  /** The records that keep them, and how far the tree is; none where there is nothing new. */
  readonly records: readonly KeptRecord[];
}

/**
 * Continues a tenant's kept tree with the events since. The kept tiles are of another log where the event that they end with is not in this one any
 * more, after a failover or a restored backup; then, or `afresh`, they are made again from the whole log.
 */
export async function continueTree(source: TreeSource, afresh: boolean = false): Promise<KeptTree> {
  const { store, tenant } = source;
  const [kept = null, signed = null] = await store.records.get(tenant, TREE_KIND, ["kept", "checkpoint"]);
  const edge = kept === null || afresh ? null : parseKeptEdge(kept.value);
  try {
    if (edge !== null) return { ...(await continued(source, edge, kept)), signed };
  } catch (error) {
    if (!isLedgerError(error, "history-diverged")) throw error;
  }
  return { ...(await continued(source, { after: START, tiles: [] }, kept)), signed };
}

async function continued(
  source: TreeSource,
  { after, tiles }: Edge,
  kept: StoredRecord | null,
): Promise<Omit<KeptTree, "signed">> {
  const { store, hasher, tenant } = source;
  const slices = newSlices();
  const textsOf = textHasher(hasher);
  const edge = tileEdge(hasher, after.position, tiles);
  const from = { size: edge.size, root: edge.root() };
  let last = after;
  for await (const event of store.readLog(tenant, { after })) {
    if (event.position !== edge.size + 1) throw gap(edge.size + 1, event.position);
    edge.add(leafHash(hasher, event, textsOf(event)));
    last = { position: event.position, eventId: event.id };
    if (slices.isOver()) await slices.next();
    if (edge.size % WRITE_AFTER === 0)
      await keepRecords(store.records, tenant, edge.takeFull().map(tileRecord));
  }
  const [full, partial] = [edge.takeFull(), edge.partial()];
  const edgeRecord = (): KeptRecord => ({
    kind: TREE_KIND,
    key: "kept",
    value: keptEdgeText({ after: last, tiles: partial }),
    expected: kept?.revision ?? "none",
    yieldsTo: (other) => (parseKeptEdge(other)?.after.position ?? 0) > last.position,
  });
  return {
    edge,
    from,
    tiles: [...full, ...partial],
    records: last.position === after.position ? [] : [...full.map(tileRecord), edgeRecord()],
  };
}

function gap(wanted: number, found: number): LedgerError {
  return new LedgerError(
    "history-diverged",
    `the log has no event at position ${wanted}, but one at ${found}; find out with acme.proof.verify what else differs`,
  );
}
