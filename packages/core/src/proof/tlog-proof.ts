import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { fromBase64, toBase64 } from "./base64.ts";
import { invalidProof } from "./invalid-proof.ts";

/** A proof that an event is in a log, as text: all that a verifier needs but the event, and the key that they trust. */
export interface TlogProof {
  /** The number of the leaf, from 0: the position of the event less 1. */
  readonly index: number;
  /** The hashes of the proof, from the leaf's sibling up, each as 64 lower-case hexadecimal characters. */
  readonly hashes: readonly string[];
  /** The checkpoint of the tree that the leaf is in, as text. */
  readonly checkpoint: string;
}

const FIRST_LINE = "c2sp.org/tlog-proof@v1";

/** No tree has more levels. */
const MOST_HASHES = 63;

/** Writes a proof as `c2sp.org/tlog-proof@v1`. */
export function tlogProofText({ index, hashes, checkpoint }: TlogProof): string {
  const lines = hashes.map((hash) => `${toBase64(hexToBytes(hash))}\n`);
  return `${FIRST_LINE}\nindex ${index}\n${lines.join("")}\n${checkpoint}`;
}

/**
 * Reads a proof. Extra data, which nothing vouches for, is left out. Throws `proof-invalid` where the text is none.
 *
 * @see https://c2sp.org/tlog-proof
 */
export function parseTlogProof(text: string): TlogProof {
  const end = text.indexOf("\n\n");
  const [first, ...rest] = text.slice(0, Math.max(end, 0)).split("\n");
  if (first !== FIRST_LINE) throw invalidProof(`must begin with ${FIRST_LINE}`);
  if (rest[0]?.startsWith("extra ") === true) rest.shift();
  const [, digits = ""] = /^index (0|[1-9]\d{0,15})$/u.exec(rest.shift() ?? "") ?? [];
  const index = digits === "" ? Number.NaN : Number(digits);
  if (!Number.isSafeInteger(index)) throw invalidProof("has no index of an entry");
  if (rest.length > MOST_HASHES) throw invalidProof(`has more than ${MOST_HASHES} hashes`);
  const hashes = rest.map((line) => {
    const bytes = fromBase64(line);
    if (bytes?.length !== 32) throw invalidProof(`has a line that is no hash: ${line.slice(0, 80)}`);
    return bytesToHex(bytes);
  });
  return { index, hashes, checkpoint: text.slice(end + 2) };
}
