import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** Where the ledger takes hashes from. Synchronous, so that a command's decision never waits. */
export interface Hasher {
  /** SHA-256 of the text's UTF-8 bytes, as 64 lower-case hexadecimal characters. */
  sha256(text: string): string;
}

/** SHA-256 in portable code, for every runtime. Where there is Node, a host may pass one on `node:crypto`. */
export const portableHasher: Hasher = { sha256: (text) => bytesToHex(sha256(utf8ToBytes(text))) };
