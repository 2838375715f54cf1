import { ed25519 } from "@noble/curves/ed25519.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { LedgerError } from "../errors.ts";
import type { NoteKey } from "./note-key.ts";
import { parseSignature, signatureLine } from "./note-key.ts";
import { isKeyName } from "./origin.ts";
import type { ProofSigner } from "./signer.ts";
import { isOwnSigner } from "./signer.ts";

/** A signature of a note, by a key that may be unknown. */
export interface NoteSignature {
  /** The name of the key. */
  readonly name: string;
  /** The id of the key, as eight hexadecimal characters. */
  readonly id: string;
  /** What the key made of the text. */
  readonly bytes: Uint8Array;
}

/** A text and its signatures, none of which has been checked. */
export interface Note {
  /** Ends with a newline. */
  readonly text: string;
  /** At least one, in their order. */
  readonly signatures: readonly NoteSignature[];
}

/** How long a note may be, and how many signatures it may have. */
const MOST = { characters: 1_000_000, signatures: 100 } as const;

/**
 * Reads a C2SP signed note: a text, an empty line, and signatures. Throws `proof-invalid` where it is none.
 *
 * @see https://c2sp.org/signed-note
 */
export function parseNote(note: string): Note {
  if (note.length > MOST.characters) throw invalidNote(`has more than ${MOST.characters} characters`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
  if (!note.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/u.test(note))
    throw invalidNote("has control characters, or is not well-formed Unicode");
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n")) throw invalidNote("has no empty line with signatures after it");
  const lines = note.slice(end + 2, -1).split("\n");
  if (lines.length > MOST.signatures) throw invalidNote(`has more than ${MOST.signatures} signatures`);
  return { text: note.slice(0, end + 1), signatures: lines.map(parseLine) };
}

function parseLine(line: string): NoteSignature {
  const [dash, name = "", base64 = "", ...more] = line.split(" ");
  const signature = parseSignature(base64);
  if (dash !== "\u2014" || !isKeyName(name) || signature === null || more.length > 0)
    throw invalidNote(`has a signature that cannot be read: ${line.slice(0, 80)}`);
  return { name, ...signature };
}

/**
 * Checks that one of the keys signed a note. Signatures of unknown keys are ignored, as the specification says, so a note may also carry those of
 * witnesses. Throws `proof-invalid` if no known key signed it, or if the signature of a known key is wrong.
 */
export function checkSignatures({ text, signatures }: Note, keys: readonly NoteKey[]): void {
  const message = utf8ToBytes(text);
  let known = 0;
  for (const { name, id, bytes } of signatures) {
    const key = keys.find((one) => one.name === name && one.id === id);
    if (key === undefined) continue;
    if (!isSignature(bytes, message, key.publicKey))
      throw invalidNote(`has a signature of ${name} that is not that key's, or another text was signed`);
    known += 1;
  }
  if (known > 0) return;
  const names = keys.map(({ name, id }) => `${name}+${id}`).join(", ");
  throw invalidNote(`has no signature of ${names}`);
}

/** Signs a text as a note. Throws `proof-invalid` if the signer does not answer with a signature of its key. */
export async function signNote(text: string, key: NoteKey, signer: ProofSigner): Promise<string> {
  const message = utf8ToBytes(text);
  const signature = await signer.sign(message);
  if (!isOwnSigner(signer) && !isSignature(signature, message, key.publicKey))
    throw new LedgerError(
      "proof-invalid",
      "the signer answered with what is not a signature of its public key; check that both are of one key",
    );
  return `${text}\n${signatureLine(key, signature)}`;
}

function isSignature(signature: unknown, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (!(signature instanceof Uint8Array) || signature.length !== 64) return false;
  return ed25519.verify(signature, message, publicKey, { zip215: false });
}

function invalidNote(why: string): LedgerError {
  return new LedgerError("proof-invalid", `the signed note ${why}`);
}
