import { ed25519 } from "@noble/curves/ed25519.js";

/** Signs with one Ed25519 key. */
export type Sign = (message: Uint8Array) => Promise<Uint8Array>;

/** The part of Web Crypto that is used. */
declare const crypto: {
  readonly subtle: {
    importKey(
      format: "pkcs8",
      key: Uint8Array,
      algorithm: "Ed25519",
      isExtractable: false,
      usages: readonly ["sign"],
    ): Promise<object>;
    sign(algorithm: "Ed25519", key: object, message: Uint8Array): Promise<ArrayBuffer>;
  };
};

/** What PKCS #8 writes before the seed of an Ed25519 key (RFC 8410, section 7). */
const PKCS8 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/** Signs by Web Crypto, which takes a sixth of the time of portable code; in portable code where the runtime knows no Ed25519. */
export function ed25519Sign(seed: Uint8Array): Sign {
  let imported: Promise<object | null> | undefined;
  return async (message) => {
    // Not before the first signature: a ledger may be made where a runtime allows no asynchronous work.
    imported ??= importedKey(Uint8Array.of(...PKCS8, ...seed));
    const key = await imported;
    if (key === null) return ed25519.sign(message, seed);
    return new Uint8Array(await crypto.subtle.sign("Ed25519", key, message));
  };
}

/** Null where the runtime knows no Ed25519. */
async function importedKey(pkcs8: Uint8Array): Promise<object | null> {
  try {
    return await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]);
  } catch {
    return null;
  }
}
