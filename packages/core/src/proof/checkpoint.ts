import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { LedgerError } from "../errors.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { checkSignatures, parseNote } from "./note.ts";
import type { NoteKey } from "./note-key.ts";

/** The state of a tenant's log at one size: its root covers every event up to that position. */
export interface Checkpoint {
  /** Names the log: `<host>/<tenant>`. */
  readonly origin: string;
  /** The number of events, which is the position of the last one. */
  readonly size: number;
  /** The root of the Merkle tree over these events, as 64 lower-case hexadecimal characters. */
  readonly root: string;
  /**
   * The checkpoint as a C2SP tlog-checkpoint: what to keep, and to give to others. It is a signed note where the ledger has a signer, and otherwise the
   * text of one without signatures.
   */
  readonly text: string;
}

/** The text of a checkpoint without signatures: three lines. */
export function checkpointBody({ origin, size, root }: Omit<Checkpoint, "text">): string {
  return `${origin}\n${size}\n${toBase64(hexToBytes(root))}\n`;
}

/** Which checkpoints are accepted. */
export interface CheckpointTrust {
  /** The origin that the checkpoint must have. Default: any. */
  readonly origin?: string | undefined;
  /** The keys one of which must have signed it. Without any, it need not be signed. */
  readonly keys: readonly NoteKey[];
}

/**
 * Reads a checkpoint. Throws `proof-invalid` where it is none, is one of another log, or was signed by none of the keys.
 *
 * @see https://c2sp.org/tlog-checkpoint
 */
export function openCheckpoint(text: string, { origin, keys }: CheckpointTrust): Checkpoint {
  const isSigned = text.includes("\n\n");
  if (!isSigned && keys.length > 0) throw invalidCheckpoint("is not signed");
  const note = isSigned ? parseNote(text) : { text, signatures: [] };
  if (keys.length > 0) checkSignatures(note, keys);
  const checkpoint = { ...parseBody(note.text), text };
  if (origin !== undefined && checkpoint.origin !== origin)
    throw invalidCheckpoint(`is of the log ${checkpoint.origin}, and not of ${origin}`);
  return checkpoint;
}

function parseBody(text: string): Omit<Checkpoint, "text"> {
  const [origin = "", size = "", base64 = "", ...extensions] = text.slice(0, -1).split("\n");
  const root = fromBase64(base64);
  const count = /^(?:0|[1-9]\d{0,15})$/u.test(size) ? Number(size) : Number.NaN;
  if (!text.endsWith("\n") || origin === "" || extensions.includes(""))
    throw invalidCheckpoint("must have three lines or more: its origin, its size and its root");
  if (!Number.isSafeInteger(count)) throw invalidCheckpoint(`has no size on its second line: ${size}`);
  if (root?.length !== 32) throw invalidCheckpoint("has no SHA-256 hash in base64 on its third line");
  return { origin, size: count, root: bytesToHex(root) };
}

function invalidCheckpoint(why: string): LedgerError {
  return new LedgerError("proof-invalid", `the checkpoint ${why}`);
}
