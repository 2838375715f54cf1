import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import type { Hasher } from "../ports/hasher.ts";
import { systemHasher } from "../ports/hasher.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { isConsistent } from "./check-proof.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { invalidProof } from "./invalid-proof.ts";
import { parsePublicKey } from "./note-key.ts";
import type { ProofTrust } from "./verify-inclusion.ts";

/** Writes a consistency proof as a witness takes it: the body of its request `add-checkpoint` (https://c2sp.org/tlog-witness). */
export function consistencyText(olderSize: number, hashes: readonly string[], newer: string): string {
  const lines = hashes.map((hash) => `${toBase64(hexToBytes(hash))}\n`);
  return `old ${olderSize}\n${lines.join("")}\n${newer}`;
}

/**
 * Checks that a log continues an older checkpoint, so that everything that was in it is unchanged: `proof` is a text as
 * `acme.proof.proveConsistency` writes it. Returns the newer checkpoint. Needs no store. Throws `proof-invalid` if anything does not hold.
 */
export function verifyConsistency(
  proof: string,
  { older, origin, publicKey }: ProofTrust & { readonly older: string },
  hasher: Hasher = systemHasher(),
): Checkpoint {
  const trust = { origin, keys: [parsePublicKey(publicKey)] };
  const before = openCheckpoint(older, trust);
  const end = proof.indexOf("\n\n");
  const [first, ...lines] = proof.slice(0, Math.max(end, 0)).split("\n");
  if (first !== `old ${before.size}`)
    throw invalidProof(`must begin with old ${before.size}, the size of the older checkpoint`);
  const hashes = lines.map((line) => {
    const bytes = fromBase64(line);
    if (bytes?.length !== 32) throw invalidProof(`has a line that is no hash: ${line.slice(0, 80)}`);
    return bytesToHex(bytes);
  });
  const newer = openCheckpoint(proof.slice(end + 2), trust);
  if (!isConsistent(hasher, { older: before, newer, hashes }))
    throw invalidProof(
      `does not show that the checkpoint at ${newer.size} continues the one at ${before.size}`,
    );
  return newer;
}
