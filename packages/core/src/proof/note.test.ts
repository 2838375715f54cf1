import { ed25519 } from "@noble/curves/ed25519.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { systemHasher } from "../ports/hasher.ts";
import { toBase64 } from "./base64.ts";
import { checkSignatures, parseNote, signNote } from "./note.ts";
import { noteKey, parsePublicKey, publicKeyText, signatureLine } from "./note-key.ts";
import { ed25519Signer } from "./signer.ts";

// The vectors of golang.org/x/mod/sumdb/note, whose format the C2SP's specification describes.
const PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const LINE =
  "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const NOTE = `${TEXT}\n${LINE}`;
const peter = parsePublicKey(PUBLIC);

const invalid = expect.objectContaining({ code: "proof-invalid" });

test("the published note opens with its key, and is signed byte for byte as it was published", async () => {
  const note = parseNote(NOTE);
  expect(note.text).toBe(TEXT);
  checkSignatures(note, [peter]);
  const signer = ed25519Signer(PRIVATE);
  expect(signer.name).toBe("PeterNeumann");
  expect(publicKeyText(noteKey("PeterNeumann", signer.publicKey))).toBe(PUBLIC);
  expect(await signNote(TEXT, peter, signer)).toBe(NOTE);
});

test("a note whose text has empty lines is divided at the last one", () => {
  const quasimodo =
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n\u2014 quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
  const note = parseNote(quasimodo);
  expect(note.text).toBe(
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n",
  );
  expect(note.signatures.map(({ name, id, bytes }) => [name, id, bytes.length])).toEqual([
    ["quasimodo.example/salvatore", "367ba04b", 64],
  ]);
});

test("no piece of a key, and no key with a changed character, is a key", () => {
  for (let start = 0; start <= PUBLIC.length; start++)
    for (let end = start; end <= PUBLIC.length; end++)
      if (start > 0 || end < PUBLIC.length)
        expect(() => parsePublicKey(PUBLIC.slice(start, end))).toThrow("must be an Ed25519 key");
  for (const [key, parse] of [
    [PUBLIC, parsePublicKey],
    [PRIVATE, ed25519Signer],
  ] as const) {
    for (let at = 0; at < key.length; at++) {
      const next = String.fromCharCode(key.charCodeAt(at) + 1);
      expect(() => parse(`${key.slice(0, at)}${next}${key.slice(at + 1)}`)).toThrow("must be");
    }
  }
  // Keys of another length and another kind, with the id that fits them.
  const other = [
    "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
    "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  ];
  for (const key of other) expect(() => parsePublicKey(key)).toThrow("must be an Ed25519 key");
  for (const seed of [new Uint8Array(31), new Uint8Array(33), 7 as never, null as never])
    expect(() => ed25519Signer(seed)).toThrow("privateKey: must be 32 bytes");
});

test("a message never shows a private key", () => {
  const wrong = PRIVATE.replace("c74f20a3", "c74f20a4");
  expect(() => ed25519Signer(wrong)).toThrow("PRIVATE+KEY+<name>+<id>+<base64>");
  expect(() => ed25519Signer(wrong)).not.toThrow("AYEKFALV");
});

test("signatures of unknown keys are ignored, and may be of any kind and length", async () => {
  const signer = ed25519Signer(new Uint8Array(32).fill(7));
  const key = noteKey("ledger.example.com/acme", signer.publicKey);
  const signed = await signNote(TEXT, key, signer);
  const stranger = { ...peter, id: "00000000" };
  const cosignature = { name: "witness.example/w1", id: "0123abcd", publicKey: new Uint8Array(32) };
  const all = [
    signatureLine(cosignature, new Uint8Array(76).fill(1)),
    signatureLine(stranger, new Uint8Array(64)),
    signatureLine({ ...peter, name: "Somebody" }, new Uint8Array(64)),
    LINE,
  ];
  const note = parseNote(`${signed}${all.join("")}`);
  expect(note.text).toBe(TEXT);
  expect(note.signatures).toHaveLength(5);
  checkSignatures(note, [key]);
  checkSignatures(note, [peter]);
  expect(() => checkSignatures(note, [stranger])).toThrow(invalid);
  expect(() => checkSignatures(parseNote(signed), [peter])).toThrow("has no signature of PeterNeumann");
  // One wrong signature of a known key is enough to refuse it all.
  const half = parseNote(`${signed}${signatureLine(peter, new Uint8Array(64))}`);
  checkSignatures(half, [key]);
  expect(() => checkSignatures(half, [key, peter])).toThrow("has a signature of PeterNeumann that is not");
});

test("a note with any character changed is refused", () => {
  fc.assert(
    fc.property(fc.nat(NOTE.length - 1), fc.string({ minLength: 0, maxLength: 2 }), (at, text) => {
      const changed = `${NOTE.slice(0, at)}${text}${NOTE.slice(at + 1)}`;
      if (changed === NOTE) return;
      expect(() => checkSignatures(parseNote(changed), [peter])).toThrow(invalid);
    }),
  );
});

test("what is no note is refused with a reason", () => {
  const refused = [
    ["", "has no empty line"],
    [TEXT, "has no empty line"],
    [NOTE.slice(0, -1), "has no empty line"],
    [`${TEXT}\n`, "has a signature that cannot be read"],
    [`${TEXT}\n${LINE}\n`, "has a signature that cannot be read"],
    [`${TEXT}\n- PeterNeumann AAAAAAAA\n`, "has a signature that cannot be read"],
    [`${TEXT}\n\u2014 Peter+Neumann AAAAAAAA\n`, "has a signature that cannot be read"],
    [`${TEXT}\n\u2014 PeterNeumann AAA\n`, "has a signature that cannot be read"],
    [`${TEXT}\n${LINE.repeat(101)}`, "has more than 100 signatures"],
    [`\u0001${NOTE}`, "has control characters"],
    [`${"x".repeat(1_000_001)}${NOTE}`, "has more than 1000000 characters"],
  ] as const;
  for (const [note, reason] of refused) {
    expect(() => parseNote(note)).toThrow(reason);
    expect(() => parseNote(note)).toThrow(invalid);
  }
});

test("a signer of a key management service may be asynchronous, and one that signs with another key is found out", async () => {
  const seed = new Uint8Array(32).fill(9);
  const publicKey = ed25519.getPublicKey(seed);
  const key = noteKey("kms.example", publicKey);
  const remote = { publicKey, sign: async (message: Uint8Array) => ed25519.sign(message, seed) };
  checkSignatures(parseNote(await signNote(TEXT, key, remote)), [key]);
  const wrong = { publicKey, sign: async () => new Uint8Array(64) };
  await expect(signNote(TEXT, key, wrong)).rejects.toThrow("not a signature of its public key");
  const short = { publicKey, sign: () => "signature" as never };
  await expect(signNote(TEXT, key, short)).rejects.toThrow(invalid);
});

test("the id of a key is the beginning of the hash that the specification says", () => {
  const data = concatBytes(utf8ToBytes("PeterNeumann\n"), Uint8Array.of(1), peter.publicKey);
  expect(systemHasher().sha256(data).slice(0, 8)).toBe("c74f20a3");
  expect(toBase64(peter.publicKey)).toBe("GlzZBxQ8OExB6DDFvOEqqIF+xWSaqr8sMTiLNbLXRNY=");
});
