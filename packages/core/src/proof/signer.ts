import { ed25519 } from "@noble/curves/ed25519.js";
import { hasMethods } from "../validation/check-options.ts";
import { invalidInput } from "../validation/parse.ts";
import { ed25519Sign } from "./ed25519-sign.ts";
import { noteKey, parsePrivateKey } from "./note-key.ts";

/** Signs checkpoints with an Ed25519 key. The key may be elsewhere, such as in a key management service. */
export interface ProofSigner {
  /**
   * The name of the key, without spaces and plus. Default: the origin of each tenant's checkpoints, as the C2SP recommends; the published key of each
   * tenant then names the tenant.
   */
  readonly name?: string;
  /** The 32 bytes of the Ed25519 public key. */
  readonly publicKey: Uint8Array;
  /** The Ed25519 signature of a message (RFC 8032): 64 bytes. */
  sign(message: Uint8Array): Promise<Uint8Array> | Uint8Array;
}

/**
 * A signer with a private key: its seed of 32 bytes, or the text `PRIVATE+KEY+<name>+<id>+<base64>` that tools for signed notes write, such as
 * `note.GenerateKey` of Go. Throws `invalid-input`.
 */
export function ed25519Signer(privateKey: Uint8Array | string): ProofSigner {
  if (typeof privateKey === "string") {
    const parsed = parsePrivateKey(privateKey);
    const signer = parsed === null ? null : signerOf(parsed.seed, { name: parsed.name });
    if (parsed === null || signer === null || noteKey(parsed.name, signer.publicKey).id !== parsed.id)
      throw refused("must be of the form PRIVATE+KEY+<name>+<id>+<base64>, an Ed25519 key");
    return signer;
  }
  if (!(privateKey instanceof Uint8Array) || privateKey.length !== 32)
    throw refused("must be 32 bytes, the seed of an Ed25519 key, or a text that begins with PRIVATE+KEY");
  return signerOf(privateKey.slice());
}

/** Signers that were made here: their signatures are those of their public keys. */
const OWN = new WeakSet<ProofSigner>();

function signerOf(seed: Uint8Array, named: Pick<ProofSigner, "name"> = {}): ProofSigner {
  const signer = Object.freeze({
    ...named,
    publicKey: ed25519.getPublicKey(seed),
    sign: ed25519Sign(seed),
  });
  OWN.add(signer);
  return signer;
}

/** Whether what a signer answers needs no check: it takes twice as long as the signature. */
export function isOwnSigner(signer: ProofSigner): boolean {
  return OWN.has(signer);
}

/** Whether a value is a signer. */
export function isProofSigner(value: unknown): boolean {
  const publicKey = (value as Partial<ProofSigner> | null | undefined)?.publicKey;
  return hasMethods(value, ["sign"]) && publicKey instanceof Uint8Array && publicKey.length === 32;
}

// Never with the key in it.
function refused(message: string): Error {
  return invalidInput([{ field: "privateKey", message }]);
}
