import { LedgerError } from "../errors.ts";
import type { StoredRecord } from "../store/record-store.ts";
import { isConsistent, rootOfInclusion } from "./check-proof.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { checkpointBody, openCheckpoint } from "./checkpoint.ts";
import { TREE_KIND } from "./kept-edge.ts";
import type { KeptRecord } from "./kept-record.ts";
import { keepRecords } from "./kept-record.ts";
import type { KeptTree } from "./kept-tree.ts";
import { continueTree } from "./kept-tree.ts";
import { signNote } from "./note.ts";
import type { NoteKey } from "./note-key.ts";
import type { TreeSource } from "./proof-session.ts";
import type { ProofSigner } from "./signer.ts";
import type { LeafRange } from "./subtrees.ts";
import { consistencyRanges, inclusionRanges } from "./subtrees.ts";
import { readHashes } from "./tree-reader.ts";

/** Who signs the checkpoints of a tenant's log. */
export interface LogIdentity {
  readonly origin: string;
  /** Null where the ledger has no signer. */
  readonly key: NoteKey | null;
  readonly signer: ProofSigner | null;
}

/** A leaf, and its number from 0. */
export interface PlacedLeaf {
  readonly index: number;
  readonly leaf: string;
}

type TreeHead = Omit<Checkpoint, "text">;

/** Makes checkpoints and proofs of one tenant's log. */
export interface Prover {
  /** Signs the log as it is now. Never signs what does not continue the checkpoint that was signed last. */
  checkpoint(): Promise<Checkpoint>;
  /** For each leaf, the hashes that lead from it to the root of a checkpoint. Throws `history-diverged` where none do. */
  inclusions(leaves: readonly PlacedLeaf[], checkpoint: Checkpoint): Promise<readonly (readonly string[])[]>;
  /** The hashes that lead from a checkpoint to a newer one. Throws `history-diverged` where none do. */
  consistency(older: Checkpoint, newer: Checkpoint): Promise<readonly string[]>;
}

/** The prover of one tenant's log. */
export function proverOf(source: TreeSource, identity: LogIdentity): Prover {
  const { store, hasher, tenant } = source;

  /** Hashes of kept tiles, which nothing vouches for: where they prove nothing, they are computed again from the log. */
  async function proven(
    ranges: readonly LeafRange[],
    isProof: (hashes: readonly string[]) => boolean,
  ): Promise<readonly string[] | null> {
    for (const afresh of [false, true]) {
      const tree = await continueTree(source, afresh);
      await keepRecords(store.records, tenant, tree.records);
      const hashes = await readHashes(source, tree.tiles, ranges);
      if (hashes !== null && isProof(hashes)) return hashes;
    }
    return null;
  }

  /** Whether a tree continues a checkpoint: it was continued from there, or the kept tiles show it. */
  async function continues(older: Checkpoint, newer: TreeHead, { from, tiles }: KeptTree): Promise<boolean> {
    if (from.size === older.size) return from.root === older.root;
    const ranges = rangesBetween(older, newer);
    const hashes = await readHashes(source, tiles, ranges);
    return hashes !== null && isConsistent(hasher, { older, newer, hashes });
  }

  return {
    async checkpoint() {
      for (let tree = await continueTree(source), isAfresh = false; ; isAfresh = true) {
        const head = { origin: identity.origin, size: tree.edge.size, root: tree.edge.root() };
        const last = keptCheckpoint(tree.signed, identity);
        const isSame = last?.size === head.size && last.root === head.root;
        // A kept checkpoint may have been changed: its signature is checked before anything is made of it.
        if (isSame && isSigned(last, identity)) return last;
        if (last === null || isSame || (await continues(last, head, tree)) || !isSigned(last, identity)) {
          const checkpoint = await signed(head, identity);
          const records = identity.key === null ? [] : [checkpointRecord(checkpoint, tree.signed)];
          await keepRecords(store.records, tenant, [...tree.records, ...records]);
          return checkpoint;
        }
        // Kept tiles may be damaged. The log itself decides.
        if (isAfresh) throw diverged(`does not continue the checkpoint at ${last.size}`);
        tree = await continueTree(source, true);
      }
    },
    async inclusions(leaves, { size, root }) {
      const ranges = leaves.map(({ index }) => inclusionRanges(index, size));
      const starts = ranges.map((_, at) => ranges.slice(0, at).flat().length);
      const divided = (hashes: readonly string[]): readonly (readonly string[])[] =>
        ranges.map(({ length }, at) => hashes.slice(starts[at], (starts[at] ?? 0) + length));
      const holds = (all: readonly string[]): boolean =>
        divided(all).every((hashes, at) => {
          const { index, leaf } = leaves[at] as PlacedLeaf;
          return rootOfInclusion(hasher, { index, size, leaf, hashes }) === root;
        });
      const hashes = await proven(ranges.flat(), holds);
      if (hashes === null) throw diverged(`does not lead to the checkpoint at ${size}`);
      return divided(hashes);
    },
    async consistency(older, newer) {
      const holds = (hashes: readonly string[]): boolean => isConsistent(hasher, { older, newer, hashes });
      const hashes = await proven(rangesBetween(older, newer), holds);
      if (hashes === null) throw diverged(`does not continue the checkpoint at ${older.size}`);
      return hashes;
    },
  };
}

/** The ranges of a proof of consistency: none from the empty tree, nor between trees of one size. */
function rangesBetween(older: TreeHead, newer: TreeHead): readonly LeafRange[] {
  return older.size === 0 || older.size >= newer.size ? [] : consistencyRanges(older.size, newer.size);
}

/** The checkpoint that the ledger signed last, out of its record: null where it is not signed by the key of today, and so where it is of another host. */
export function lastSigned(record: StoredRecord | null, identity: LogIdentity): Checkpoint | null {
  const last = keptCheckpoint(record, identity);
  return isSigned(last, identity) ? last : null;
}

/** The checkpoint in a record, whose signature was not checked. */
function keptCheckpoint(record: StoredRecord | null, { origin }: LogIdentity): Checkpoint | null {
  if (record === null) return null;
  try {
    return openCheckpoint(JSON.parse(record.value) as string, { origin, keys: [] });
  } catch {
    return null;
  }
}

function isSigned(checkpoint: Checkpoint | null, { origin, key }: LogIdentity): checkpoint is Checkpoint {
  if (checkpoint === null || key === null) return false;
  try {
    openCheckpoint(checkpoint.text, { origin, keys: [key] });
    return true;
  } catch {
    return false;
  }
}

async function signed(head: TreeHead, { key, signer }: LogIdentity): Promise<Checkpoint> {
  const body = checkpointBody(head);
  return { ...head, text: key === null || signer === null ? body : await signNote(body, key, signer) };
}

/** The record of a checkpoint that was signed after that of another record. The last writer wins. */
function checkpointRecord({ text }: Checkpoint, before: StoredRecord | null): KeptRecord {
  const expected = before?.revision ?? "none";
  return { kind: TREE_KIND, key: "checkpoint", value: JSON.stringify(text), expected, yieldsTo: () => false };
}

function diverged(why: string): LedgerError {
  const message = `the log ${why}: events were changed or lost; find out which with acme.proof.verify`;
  return new LedgerError("history-diverged", message);
}
