import type { Hasher } from "../ports/hasher.ts";
import { systemHasher } from "../ports/hasher.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { rootOfInclusion } from "./check-proof.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { invalidProof } from "./invalid-proof.ts";
import { leafHash } from "./leaf.ts";
import { parsePublicKey } from "./note-key.ts";
import { parseTlogProof } from "./tlog-proof.ts";

/** What a verifier knows and trusts. */
export interface ProofTrust {
  /** The log that the proof must be of: `<host>/<tenant>`. */
  readonly origin: string;
  /** The key that must have signed the checkpoint, as `acme.proof.publicKey` shows it. */
  readonly publicKey: string;
}

/**
 * Checks that an event, with all of its fields, is in a log: `proof` is a text as `acme.proof.proveInclusion` writes it. Returns the checkpoint of the
 * proof. Needs no store. Throws `proof-invalid` if anything does not hold, and `invalid-input` for a key that is none.
 */
export function verifyInclusion(
  proof: string,
  { event, origin, publicKey }: ProofTrust & { readonly event: RecordedEvent },
  hasher: Hasher = systemHasher(),
): Checkpoint {
  const { index, hashes, checkpoint: text } = parseTlogProof(proof);
  const checkpoint = openCheckpoint(text, { origin, keys: [parsePublicKey(publicKey)] });
  checkInclusion(hasher, { event, index, hashes, checkpoint });
  return checkpoint;
}

/** Throws `proof-invalid` unless the hashes lead from the event to the root of the checkpoint. */
export function checkInclusion(
  hasher: Hasher,
  {
    event,
    index,
    hashes,
    checkpoint,
  }: {
    readonly event: RecordedEvent;
    readonly index: number;
    readonly hashes: readonly string[];
    readonly checkpoint: Checkpoint;
  },
): void {
  const { origin, size, root } = checkpoint;
  // A leaf does not name its tenant; the origin does.
  if (!origin.endsWith(`/${event.tenant}`))
    throw invalidProof(`is of the log ${origin}, and the event of the tenant ${event.tenant}`);
  if (event.position !== index + 1)
    throw invalidProof(`is for the position ${index + 1}, and the event is at ${event.position}`);
  if (rootOfInclusion(hasher, { index, size, leaf: leafHash(hasher, event), hashes }) !== root)
    throw invalidProof(`does not lead from this event to the root of the checkpoint at ${size}`);
}
