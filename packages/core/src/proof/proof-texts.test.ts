import fc from "fast-check";
import { expect, test } from "vitest";
import { systemHasher } from "../ports/hasher.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { checkpointBody, openCheckpoint } from "./checkpoint.ts";
import { growingTree } from "./growing-tree.ts";
import { leafHash } from "./leaf.ts";
import { signNote } from "./note.ts";
import { noteKey, publicKeyText } from "./note-key.ts";
import { originOf } from "./origin.ts";
import { ed25519Signer } from "./signer.ts";
import { parseTlogProof, tlogProofText } from "./tlog-proof.ts";
import { consistencyText, verifyConsistency } from "./verify-consistency.ts";
import { verifyInclusion } from "./verify-inclusion.ts";

const hasher = systemHasher();
const invalid = expect.objectContaining({ code: "proof-invalid" });
const signer = ed25519Signer(new Uint8Array(32).fill(3));

const EVENT: RecordedEvent = {
  id: "01J00000000000000000000001",
  tenant: "acme",
  stream: "prompt-prm_1",
  version: 1,
  position: 1,
  type: "PromptCreated",
  schemaVersion: 1,
  data: '{"promptId":"prm_1","name":"Grüße"}',
  metadata: '{"actor":"jane"}',
  recordedAt: 1_767_225_600_000,
  occurredAt: null,
};

test("a leaf is the hash of the documented fields, in their order", () => {
  const data = hasher.sha256(EVENT.data);
  const metadata = hasher.sha256(EVENT.metadata);
  const expected = (occurredAt: string) =>
    hasher.sha256(
      `\0promptledger.event.v1\u00001\0prompt-prm_1\u00001\0${EVENT.id}\0PromptCreated\u00001\0${data}\0${metadata}\u00001767225600000\0${occurredAt}`,
    );
  expect(leafHash(hasher, EVENT)).toBe(expected(""));
  expect(leafHash(hasher, { ...EVENT, occurredAt: 0 })).toBe(expected("0"));
  expect(leafHash(hasher, { ...EVENT, tenant: "other" })).toBe(expected(""));
  // A redacted text counts as the one that was stored first.
  expect(leafHash(hasher, { ...EVENT, data: "{}", redacted: { data } })).toBe(expected(""));
  expect(leafHash(hasher, { ...EVENT, metadata: "{}", redacted: { metadata } })).toBe(expected(""));
});

test("a change to any field of an event changes its leaf", () => {
  const changed: readonly Partial<RecordedEvent>[] = [
    { id: "other" },
    { stream: "access" },
    { version: 2 },
    { position: 2 },
    { type: "PromptEdited" },
    { schemaVersion: 2 },
    { data: "{}" },
    { metadata: "{}" },
    { recordedAt: 0 },
    { occurredAt: 0 },
  ];
  const leaves = changed.map((fields) => leafHash(hasher, { ...EVENT, ...fields }));
  expect(new Set([...leaves, leafHash(hasher, EVENT)]).size).toBe(changed.length + 1);
});

test("base64 is read only as it is written", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      expect(fromBase64(toBase64(bytes))).toEqual(Uint8Array.from(bytes));
    }),
  );
  const long = new Uint8Array(20_000).fill(200);
  expect(fromBase64(toBase64(long))).toEqual(long);
  for (const text of ["AA", "AA=", "AB==", " AA==", "AA==\n", "AA-_", "é"])
    expect(fromBase64(text)).toBe(null);
});

test("an origin is host and tenant; newline, plus and spaces are refused by name", () => {
  expect(originOf("ledger.example.com", "acme")).toBe("ledger.example.com/acme");
  const refused = [
    ["a\nb", "no newline"],
    ["a\r", "no newline"],
    ["a+b", "no plus"],
    ["a b", "no spaces"],
    ["a\u00a0b", "no spaces"],
    ["a\u2003b", "no spaces"],
    ["a\u0001", "no spaces and no control characters"],
    ["a\ud800", "no spaces and no control characters"],
    ["https://a.example", "without a scheme"],
    ["a.example/", "must not end with a slash"],
    ["", "must be a text"],
    [undefined as never, "must be a text"],
  ] as const;
  for (const [host, reason] of refused) {
    expect(() => originOf(host, "acme")).toThrow(reason);
    expect(() => originOf(host, "acme")).toThrow(expect.objectContaining({ code: "invalid-input" }));
  }
  expect(() => originOf("a.example", "a+b")).toThrow("tenant: must have no newline");
});

test("the checkpoint that the specification prints is read as it is, also with more lines and unknown signatures", () => {
  const text =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
  const checkpoint = openCheckpoint(text, { keys: [] });
  expect(checkpoint).toEqual({
    origin: "example.com/behind-the-sofa",
    size: 20852163,
    root: "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62",
    text,
  });
  expect(`${checkpointBody(checkpoint)}\n`).toBe(text.slice(0, text.indexOf("\u2014")));
  const extended = openCheckpoint(text.replace("=\n\n", "=\nan extension\nanother\n\n"), { keys: [] });
  expect({ ...extended, text }).toEqual(checkpoint);
});

test("what is no checkpoint is refused", () => {
  const root = toBase64(new Uint8Array(32));
  const refused = [
    `a/b\n01\n${root}\n`,
    `a/b\n-1\n${root}\n`,
    `a/b\n1e3\n${root}\n`,
    `a/b\n9999999999999999\n${root}\n`,
    `a/b\n\n${root}\n`,
    `\n1\n${root}\n`,
    `a/b\n1\n${root}`,
    `a/b\n1\n${toBase64(new Uint8Array(31))}\n`,
    "a/b\n1\n",
    "",
  ];
  for (const text of refused) expect(() => openCheckpoint(text, { keys: [] })).toThrow(invalid);
  const key = noteKey("a/b", signer.publicKey);
  expect(() => openCheckpoint(`a/b\n1\n${root}\n`, { keys: [key] })).toThrow("is not signed");
});

test("a proof as text is read as it was written; extra data is left out", () => {
  const sample =
    "c2sp.org/tlog-proof@v1\nextra AAAA\nindex 73894\ngSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\nB95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n\nexample.com/fancylog\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n";
  const proof = parseTlogProof(sample);
  expect(proof.index).toBe(73894);
  expect(proof.hashes.map((hash) => hash.slice(0, 8))).toEqual(["8122b25e", "07de650d"]);
  expect(proof.checkpoint).toBe(sample.slice(sample.indexOf("example.com")));
  expect(tlogProofText(proof)).toBe(sample.replace("extra AAAA\n", ""));
  const only = { index: 0, hashes: [], checkpoint: "a\n" };
  expect(parseTlogProof(tlogProofText(only))).toEqual(only);
  const refused = [
    "",
    sample.replace("@v1", "@v2"),
    sample.replace("index 73894", "index 073894"),
    sample.replace("index 73894\n", ""),
    sample.replace("gSKyXoYZ", "gSKy"),
    sample.replace("extra AAAA\n", "extra AAAA\nextra AAAA\n"),
    sample.replaceAll("\n\n", "\n"),
  ];
  for (const text of refused) expect(() => parseTlogProof(text)).toThrow(invalid);
});

async function signed(origin: string, size: number, root: string): Promise<string> {
  return signNote(checkpointBody({ origin, size, root }), noteKey(origin, signer.publicKey), signer);
}

test("a proof is accepted for its origin alone, its event and its key", async () => {
  const tenants = ["acme", "globex"];
  const [acme, globex] = await Promise.all(
    tenants.map(async (tenant) => {
      const tree = growingTree(hasher);
      const event = { ...EVENT, tenant };
      tree.add(leafHash(hasher, event));
      const origin = originOf("ledger.example.com", tenant);
      const checkpoint = await signed(origin, 1, tree.root());
      const publicKey = publicKeyText(noteKey(origin, signer.publicKey));
      return { event, origin, publicKey, proof: tlogProofText({ index: 0, hashes: [], checkpoint }) };
    }),
  );
  if (acme === undefined || globex === undefined) throw new Error("both were made");
  expect(verifyInclusion(acme.proof, acme)).toMatchObject({ origin: acme.origin, size: 1 });
  // The leaves of both are the same, for they do not name the tenant.
  for (const given of [
    { ...acme, origin: globex.origin },
    { ...acme, publicKey: globex.publicKey },
    { ...acme, event: globex.event },
    { ...acme, event: { ...acme.event, data: "{}" } },
    { ...acme, event: { ...acme.event, position: 2 } },
    { ...globex, proof: acme.proof },
  ])
    expect(() => verifyInclusion(given.proof, given)).toThrow(invalid);
});

test("a proof of consistency is accepted for its two checkpoints alone", async () => {
  const origin = "ledger.example.com/acme";
  const publicKey = publicKeyText(noteKey(origin, signer.publicKey));
  const tree = growingTree(hasher);
  const [first, second] = [leafHash(hasher, EVENT), leafHash(hasher, { ...EVENT, position: 2 })];
  tree.add(first);
  const older = await signed(origin, 1, tree.root());
  tree.add(second);
  const newer = await signed(origin, 2, tree.root());
  const proof = consistencyText(1, [second], newer);
  expect(proof).toBe(`old 1\n${toBase64(Buffer.from(second, "hex"))}\n\n${newer}`);
  expect(verifyConsistency(proof, { older, origin, publicKey })).toMatchObject({ size: 2 });
  const forged = await signed(origin, 1, second);
  for (const [text, before] of [
    [proof, forged],
    [proof, newer],
    [consistencyText(1, [first], newer), older],
    [consistencyText(1, [], newer), older],
    [consistencyText(1, [second], older), older],
    [proof.replace("old 1", "old 2"), older],
    ["", older],
  ] as const)
    expect(() => verifyConsistency(text, { older: before, origin, publicKey })).toThrow(invalid);
  const other = { older, origin: "ledger.example.com/globex", publicKey };
  expect(() => verifyConsistency(proof, other)).toThrow(invalid);
});
