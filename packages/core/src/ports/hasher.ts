import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** The source of hashes for the ledger. It is synchronous, so that deciding on a command never waits. */
export interface Hasher {
  /** The SHA-256 of bytes, or of a text's bytes in UTF-8, as 64 lower-case hexadecimal characters. */
  sha256(data: string | Uint8Array): string;
}

/** SHA-256 in portable code, for every runtime. */
export const portableHasher: Hasher = {
  sha256: (data) => bytesToHex(sha256(typeof data === "string" ? utf8ToBytes(data) : data)),
};

/** The part of Node that is used if it exists. The module is requested at run time, not imported, so that other runtimes work without it. */
interface NodeCrypto {
  createHash(algorithm: "sha256"): { update(data: string | Uint8Array): { digest(encoding: "hex"): string } };
  /** Since Node 20.12. It creates no hash object, so it takes half as long. */
  hash?(algorithm: "sha256", text: string, encoding: "hex"): string;
}
interface NodeGlobals {
  readonly process?: { getBuiltinModule?(name: "node:crypto"): NodeCrypto | undefined };
}

/** SHA-256 by `node:crypto` on Node, which takes a quarter of the time; otherwise in portable code. */
export function systemHasher(): Hasher {
  try {
    const hasher = nodeHasher();
    // Other runtimes have parts of Node under the same names, and not all of them work.
    if (hasher?.sha256("") === portableHasher.sha256("")) return hasher;
    return portableHasher;
  } catch {
    return portableHasher;
  }
}

function nodeHasher(): Hasher | null {
  const { process } = globalThis as NodeGlobals;
  const crypto = process?.getBuiltinModule?.("node:crypto");
  if (crypto === undefined) return null;
  const { hash } = crypto;
  const sha256: Hasher["sha256"] = (data) => crypto.createHash("sha256").update(data).digest("hex");
  if (hash === undefined) return { sha256 };
  // `hash` copies bytes first, which takes longer than hashing them.
  return { sha256: (data) => (typeof data === "string" ? hash("sha256", data, "hex") : sha256(data)) };
}
