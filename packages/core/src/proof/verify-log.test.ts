import { createLedger, ed25519Signer } from "@promptledger/core";
import { describe, expect, test } from "vitest";
import { bench, refusal, saying } from "../../test/ledger.ts";
import { trustOf, writePrompts } from "../../test/proving.ts";
import { systemHasher } from "../ports/hasher.ts";
import { TILE_KIND } from "./kept-tiles.ts";

describe("a verification", () => {
  test("takes checkpoints of other hosts and other keys for none", async () => {
    const my = bench();
    await my.jane.prompts.create({ name: "P" });
    const other = createLedger({
      store: my.store,
      proof: { host: "other.example", signer: ed25519Signer(new Uint8Array(32).fill(6)) },
    }).as({ tenant: "acme", actor: { id: "jane" } });
    const foreign = await other.proof.checkpoint();
    expect(await refusal(my.jane.proof.verify(foreign))).toMatchObject({ code: "proof-invalid" });
    const rotated = createLedger({
      store: my.store,
      proof: { host: "ledger.example.com", signer: ed25519Signer(new Uint8Array(32).fill(6)) },
    }).as({ tenant: "acme", actor: { id: "jane" } });
    const checkpoint = await my.jane.proof.checkpoint();
    expect(await refusal(rotated.proof.verify(checkpoint))).toMatchObject({ code: "proof-invalid" });
    const publicKeys = [trustOf(my.jane.proof).publicKey];
    expect(await rotated.proof.verify(checkpoint, { publicKeys })).toMatchObject({ holds: true });
    expect(await refusal(rotated.proof.verify(checkpoint, { publicKeys: ["x"] }))).toMatchObject({
      code: "invalid-input",
      fields: ["publicKeys[0]"],
    });
  });

  test("finds a text that was replaced without an event that says so", async () => {
    const my = bench();
    await my.jane.prompts.create({ name: "P" });
    const { proof } = my.jane;
    const checkpoint = await proof.checkpoint();
    const log = my.storage.tenants.get("acme")?.log ?? [];
    const [first] = log;
    if (first === undefined) throw new Error("there is no event");
    const data = systemHasher().sha256(first.data);
    log[0] = { ...first, data: first.data.replace("P", "Q"), redacted: { data } };
    // The root is the same, for it covers the text that was stored first.
    expect(await proof.verify(checkpoint)).toMatchObject({
      holds: false,
      provenUntil: 2,
      differences: [{ kind: "changed", position: 1, eventId: first.id }],
    });
    // An event that says so accounts for it, if it says this event and this hash.
    const told = (said: object) => ({
      ...first,
      id: "redaction",
      stream: "access",
      position: log.length + 1,
      version: 1,
      type: "EventRedacted",
      data: JSON.stringify({ position: 1, eventId: first.id, dataHash: data, ...said }),
    });
    for (const said of [{ dataHash: "0" }, { eventId: "x" }, { metadataHash: data }, { position: 2 }]) {
      log.push(told(said));
      expect((await proof.verify(checkpoint)).differences).toHaveLength(1);
      log.pop();
    }
    log.push(told({}));
    expect((await proof.verify(checkpoint)).differences).toEqual([]);
  });

  test("finds what was changed after the last checkpoint by the kept tiles, which prove nothing", async () => {
    const my = bench();
    const { proof } = my.jane;
    await writePrompts(my, 5, "a");
    const checkpoint = await proof.checkpoint();
    await writePrompts(my, 200, "b");
    await proof.keepTiles();
    const log = my.storage.tenants.get("acme")?.log ?? [];
    const event = log[299];
    if (event === undefined) throw new Error("there are more events");
    log[299] = { ...event, metadata: "{}" };
    expect(await proof.verify(checkpoint)).toMatchObject({
      holds: false,
      provenUntil: 10,
      differences: [{ kind: "changed", position: 300, eventId: event.id, isProven: false }],
    });
    log[299] = event;
    const all = await proof.checkpoint();
    const tiles = [...my.storage.records].find(([name]) => name.includes(TILE_KIND))?.[1];
    const tile = tiles?.get("0/0");
    if (tile === undefined) throw new Error("there is no tile");
    tiles?.set("0/0", { ...tile, value: tile.value.replace(/[A-Z]/gu, "A") });
    // The log holds, so it is the tiles that were changed.
    expect(await proof.verify(all)).toMatchObject({ holds: true, differences: [], referenceHolds: false });
  });

  test("finds a document that is not what its events make, though the log is untouched", async () => {
    const my = bench();
    await my.jane.prompts.create({ id: "p", name: "P" });
    for (const text of ["one", "two"]) {
      await my.jane.versions.create({ id: "p" }, saying(text));
      await my.jane.versions.commit({ id: "p" });
    }
    await my.jane.deployments.deploy({ id: "p" }, { version: 1 });
    const stream = my.storage.tenants.get("acme")?.streams.get("prompt-p");
    const kept = stream?.deployments.get("production");
    if (kept === undefined) throw new Error("nothing is live");
    const { document } = kept;
    kept.document = { ...document, state: { ...document.state, number: 2 } } as never;
    const found = await my.jane.proof.verify(await my.jane.proof.checkpoint());
    expect(found).toMatchObject({ holds: false, differences: [] });
    expect(found.documents.join()).toContain("production");
  });
});
