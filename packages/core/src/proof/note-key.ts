import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Hasher } from "../ports/hasher.ts";
import { systemHasher } from "../ports/hasher.ts";
import { invalidInput } from "../validation/parse.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { isKeyName } from "./origin.ts";

/** The kind of signature of the ledger's own keys: Ed25519 over the text of the note. */
const ED25519 = 1;

/** How many bytes an Ed25519 key has, public or private. */
const KEY_BYTES = 32;

/** A key that signs notes. */
export interface NoteKey {
  /** Without spaces and plus, such as `ledger.example.com/acme`. */
  readonly name: string;
  /** Eight hexadecimal characters: the beginning of a hash of name and key. */
  readonly id: string;
  /** The 32 bytes of the Ed25519 public key. */
  readonly publicKey: Uint8Array;
}

/** A public key under a name. */
export function noteKey(name: string, publicKey: Uint8Array, hasher: Hasher = systemHasher()): NoteKey {
  const hash = hasher.sha256(concatBytes(utf8ToBytes(`${name}\n`), Uint8Array.of(ED25519), publicKey));
  return { name, id: hash.slice(0, 8), publicKey };
}

/** A public key as it is published: `<name>+<id>+<base64>`, a vkey. */
export function publicKeyText({ name, id, publicKey }: NoteKey): string {
  return `${name}+${id}+${toBase64(concatBytes(Uint8Array.of(ED25519), publicKey))}`;
}

/** Reads a published key. Throws `invalid-input`, which names the field. */
export function parsePublicKey(text: unknown, field = "publicKey"): NoteKey {
  const [name = "", id, base64] = partsOf(typeof text === "string" ? text : "");
  const bytes = base64 === undefined ? null : keyBytes(base64);
  const key = bytes === null || !isKeyName(name) ? null : noteKey(name, bytes);
  if (key === null || key.id !== id) {
    const message =
      "must be an Ed25519 key of the form <name>+<id>+<base64>, as acme.proof.publicKey shows it";
    throw invalidInput([{ field, message }]);
  }
  return key;
}

const PRIVATE = "PRIVATE+KEY+";

/** The name, the id and the seed of a private key: `PRIVATE+KEY+<name>+<id>+<base64>`. Null where the text is none. */
export function parsePrivateKey(
  text: string,
): { readonly name: string; readonly id: string; readonly seed: Uint8Array } | null {
  if (!text.startsWith(PRIVATE)) return null;
  const [name = "", id = "", base64] = partsOf(text.slice(PRIVATE.length));
  const seed = base64 === undefined ? null : keyBytes(base64);
  return seed === null || !isKeyName(name) ? null : { name, id, seed };
}

/** The three parts of a key. The last one may hold plus. */
function partsOf(text: string): readonly string[] {
  const [name = "", id = ""] = text.split("+", 2);
  return /^[0-9a-f]{8}$/u.test(id) ? [name, id, text.slice(name.length + id.length + 2)] : [];
}

function keyBytes(base64: string): Uint8Array | null {
  const bytes = fromBase64(base64);
  return bytes?.length === 1 + KEY_BYTES && bytes[0] === ED25519 ? bytes.slice(1) : null;
}

/** The signature of a note's line: the id of its key, and what the key made of the text. */
export function signatureLine({ name, id }: NoteKey, signature: Uint8Array): string {
  const idBytes = Uint8Array.from(id.match(/../gu) ?? [], (digits) => Number.parseInt(digits, 16));
  return `\u2014 ${name} ${toBase64(concatBytes(idBytes, signature))}\n`;
}

/** The id of the key of a signature, and the signature itself; null where the text holds neither. */
export function parseSignature(base64: string): { readonly id: string; readonly bytes: Uint8Array } | null {
  const bytes = fromBase64(base64);
  if (bytes === null || bytes.length < 5) return null;
  return { id: bytesToHex(bytes.slice(0, 4)), bytes: bytes.slice(4) };
}
