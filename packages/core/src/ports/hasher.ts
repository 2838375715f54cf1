import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** Where the ledger takes hashes from. Synchronous, so that a command's decision never waits. */
export interface Hasher {
  /** SHA-256 of the text's UTF-8 bytes, as 64 lower-case hexadecimal characters. */
  sha256(text: string): string;
}

/** SHA-256 in portable code, for every runtime. */
export const portableHasher: Hasher = { sha256: (text) => bytesToHex(sha256(utf8ToBytes(text))) };

/** What of Node is used where it is there: a module that is asked for, and not imported, so that every other runtime does without. */
interface NodeCrypto {
  createHash(algorithm: "sha256"): { update(text: string): { digest(encoding: "hex"): string } };
  /** Since Node 20.12; without an object to be made and collected it takes half as long. */
  hash?(algorithm: "sha256", text: string, encoding: "hex"): string;
}
declare const process: { getBuiltinModule?(name: "node:crypto"): NodeCrypto | undefined } | undefined;

/** SHA-256 by `node:crypto` where there is Node, which takes a quarter of the time, else in portable code. */
export function systemHasher(): Hasher {
  const crypto = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:crypto");
  if (crypto === undefined) return portableHasher;
  const { hash } = crypto;
  if (hash !== undefined) return { sha256: (text) => hash("sha256", text, "hex") };
  return { sha256: (text) => crypto.createHash("sha256").update(text).digest("hex") };
}
