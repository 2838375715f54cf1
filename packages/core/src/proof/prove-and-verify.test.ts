import type { Proof } from "@promptledger/core";
import {
  createLedger,
  ed25519Signer,
  verifyConsistency,
  verifyExport,
  verifyInclusion,
  verifyLive,
} from "@promptledger/core";
import { describe, expect, test } from "vitest";
import { bench, refusal, saying } from "../../test/ledger.ts";
import { systemHasher } from "../ports/hasher.ts";
import { TILE_KIND } from "./kept-tiles.ts";

const ORIGIN = "ledger.example.com/acme";

/** Writes so many events. */
async function write({ jane }: ReturnType<typeof bench>, prompts: number, name: string): Promise<void> {
  for (let done = 0; done < prompts; done += 200) {
    const count = Math.min(200, prompts - done);
    await jane.batch(
      Array.from({ length: count }, (_, index) => ({
        type: "CreatePrompt" as const,
        id: `${name}-${done + index}`,
        name: `${name} ${done + index}`,
      })),
    );
  }
}

function trustOf({ origin, publicKey }: Proof): { readonly origin: string; readonly publicKey: string } {
  if (publicKey === null) throw new Error("the ledger has a signer");
  return { origin, publicKey };
}

async function linesOf(proof: Proof): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of proof.exportLog()) lines.push(line);
  return lines;
}

describe("a checkpoint", () => {
  test("names the log and covers all of it, and is the same until an event is added", async () => {
    const my = bench();
    const { proof } = my.jane;
    expect(proof.origin).toBe(ORIGIN);
    expect(proof.publicKey).toMatch(/^ledger\.example\.com\/acme\+[0-9a-f]{8}\+A[A-Za-z0-9+/=]{43}$/u);
    const empty = await proof.checkpoint();
    expect(empty).toMatchObject({
      origin: ORIGIN,
      size: 0,
      root: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    });
    await write(my, 10, "a");
    const first = await proof.checkpoint();
    expect(first.size).toBe(20);
    expect(first.text.startsWith(`${ORIGIN}\n20\n`)).toBe(true);
    expect(await proof.checkpoint()).toEqual(first);
    await write(my, 300, "b");
    const second = await proof.checkpoint();
    expect(second.size).toBe(620);
    // Without any of what is kept, it is the same.
    my.storage.records.clear();
    expect(await proof.checkpoint()).toEqual(second);
  });

  test("without a signer is the text alone; without a host, all calls are refused", async () => {
    const { store } = bench();
    const unsigned = createLedger({ store, proof: { host: "ledger.example.com" } });
    const acme = unsigned.as({ tenant: "acme", actor: { id: "jane" } });
    await acme.prompts.create({ name: "P" });
    expect(acme.proof.publicKey).toBe(null);
    const checkpoint = await acme.proof.checkpoint();
    expect(checkpoint.text.split("\n")).toHaveLength(4);
    expect(await acme.proof.verify(checkpoint)).toMatchObject({ holds: true, provenUntil: checkpoint.size });
    const { proof } = createLedger({ store }).as({ tenant: "acme", actor: { id: "jane" } });
    expect(await refusal(proof.checkpoint())).toMatchObject({ code: "proofs-unavailable" });
    expect(await refusal((async () => proof.origin)())).toMatchObject({ code: "proofs-unavailable" });
  });

  test("of a host with newline or plus is refused with the reason, and so is what is no signer", async () => {
    const { store } = bench();
    for (const [host, reason] of [
      ["a\nb", "proof.host: must have no newline"],
      ["a+b", "proof.host: must have no plus"],
      ["https://a", "proof.host: must be without a scheme"],
    ] as const)
      expect(() => createLedger({ store, proof: { host } })).toThrow(reason);
    for (const proof of [{}, 1, null, { host: "a", signer: {} }, { host: "a", other: 1 }])
      expect(() => createLedger({ store, proof: proof as never })).toThrow(
        "proof: must be { host, signer? }",
      );
  });

  test("is never signed where it does not continue the one that was signed last", async () => {
    const my = bench();
    await write(my, 300, "a");
    const { proof } = my.jane;
    const signed = await proof.checkpoint();
    const log = my.storage.tenants.get("acme")?.log ?? [];
    const [first] = log;
    if (first === undefined) throw new Error("there is no event");
    // Changed, and the kept tiles with it.
    log[0] = { ...first, data: `${first.data} ` };
    my.storage.records.get(`acme\0${TILE_KIND}`)?.clear();
    for (const [name, kept] of my.storage.records) if (name.includes("proof-tree")) kept.delete("kept");
    await proof.keepTiles();
    expect(await refusal(proof.checkpoint())).toMatchObject({ code: "history-diverged" });
    expect(await refusal(proof.proveConsistency(signed))).toMatchObject({ code: "history-diverged" });
    log[0] = first;
    expect(await refusal(proof.checkpoint())).toMatchObject({ code: null });
    // Cut off, as after a failover.
    log.length = 100;
    expect(await refusal(proof.checkpoint())).toMatchObject({ code: "history-diverged" });
  });

  test("takes reads of the events since the last one, and not of the log", async () => {
    const reads: number[] = [];
    const my = bench((inner) => ({
      ...inner,
      readLog(tenant, range) {
        const { after } = range;
        reads.push(typeof after === "number" ? after : after.position);
        return inner.readLog(tenant, range);
      },
    }));
    await write(my, 1200, "a");
    const { proof } = my.jane;
    await proof.checkpoint();
    await write(my, 100, "b");
    await proof.checkpoint();
    await write(my, 200, "c");
    expect(await proof.keepTiles()).toEqual({ size: 3000 });
    await proof.checkpoint();
    expect(reads).toEqual([0, 2400, 2600, 3000]);
  });
});

describe("a proof", () => {
  test("of inclusion holds for each event, also one that was not in a full tile when it was kept", async () => {
    const my = bench();
    const { proof } = my.jane;
    await write(my, 20, "a");
    await proof.checkpoint();
    await write(my, 400, "b");
    const { size } = await proof.checkpoint();
    for (const position of [1, 2, 39, 40, 41, 256, 257, 512, 513, size - 1, size]) {
      const { event, text, index, checkpoint } = await proof.proveInclusion(position);
      expect(index).toBe(position - 1);
      expect(verifyInclusion(text, { event, ...trustOf(proof) })).toEqual(checkpoint);
    }
    const last = (await my.jane.history.of({ id: "b-399" })).items.at(-1);
    if (last === undefined) throw new Error("there is no event");
    expect((await proof.proveInclusion(last)).event.id).toBe(last.id);
    for (const wrong of [0, size + 1, {}, "1", null])
      expect(await refusal(proof.proveInclusion(wrong as never))).toMatchObject({ code: "invalid-input" });
  });

  test("is made from the log where kept tiles were damaged", async () => {
    const my = bench();
    const { proof } = my.jane;
    await write(my, 400, "a");
    await proof.checkpoint();
    for (const value of ['"AAAA"', "{}", '""']) {
      const tiles = [...my.storage.records].find(([name]) => name.includes(TILE_KIND))?.[1];
      const tile = tiles?.get("0/0");
      if (tile === undefined) throw new Error("there is no tile");
      tiles?.set("0/0", { ...tile, value });
      const { event, text } = await proof.proveInclusion(3);
      verifyInclusion(text, { event, ...trustOf(proof) });
      tiles?.delete("0/1");
      verifyInclusion((await proof.proveInclusion(3)).text, { event, ...trustOf(proof) });
    }
    expect(await proof.verify()).toMatchObject({ holds: true, referenceHolds: true });
  });

  test("of consistency holds between any two checkpoints, and is what a witness takes", async () => {
    const my = bench();
    const { proof } = my.jane;
    const checkpoints = [await proof.checkpoint()];
    for (const [round, prompts] of [1, 2, 60, 128, 200].entries()) {
      await write(my, prompts, `round-${round}`);
      checkpoints.push(await proof.checkpoint());
    }
    for (const [index, older] of checkpoints.entries()) {
      for (const newer of checkpoints.slice(index)) {
        const { text } = await proof.proveConsistency(older.text, newer);
        expect(verifyConsistency(text, { older: older.text, ...trustOf(proof) })).toEqual(newer);
      }
    }
    const { newer } = await proof.proveConsistency(checkpoints[1]?.text ?? "");
    expect(newer).toEqual(checkpoints.at(-1));
    const [small, , , , , great] = checkpoints;
    if (small === undefined || great === undefined) throw new Error("there are six");
    expect(await refusal(proof.proveConsistency(great, small))).toMatchObject({ code: "invalid-input" });
    expect(await refusal(proof.proveConsistency("x"))).toMatchObject({ code: "proof-invalid" });
    expect(await refusal(proof.proveConsistency(7 as never))).toMatchObject({ code: "invalid-input" });
  });
});

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
    await write(my, 5, "a");
    const checkpoint = await proof.checkpoint();
    await write(my, 200, "b");
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

describe("an export", () => {
  test("is the same each time, holds without a store, and is refused with another key or origin", async () => {
    const my = bench();
    await write(my, 200, "a");
    const { proof } = my.jane;
    const lines = await linesOf(proof);
    expect(await linesOf(proof)).toEqual(lines);
    expect(lines).toHaveLength(402);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      format: "promptledger.export.v1",
      origin: ORIGIN,
      tenant: "acme",
      size: 400,
    });
    const trust = trustOf(proof);
    expect(await verifyExport(lines, trust)).toMatchObject({ holds: true, provenUntil: 400, size: 400 });
    const key = ed25519Signer(new Uint8Array(32).fill(1));
    const stranger = createLedger({ store: my.store, proof: { host: "ledger.example.com", signer: key } });
    const { publicKey } = trustOf(stranger.as({ tenant: "acme", actor: { id: "jane" } }).proof);
    for (const options of [{ publicKey }, { origin: "ledger.example.com/globex" }])
      expect(await refusal(verifyExport(lines, options))).toMatchObject({ code: "proof-invalid" });
    for (const cut of [[], ["x"], lines.slice(1), lines.slice(0, -1), ["{}", ...lines.slice(1)]])
      expect(await refusal(verifyExport(cut, trust))).toMatchObject({ code: "proof-invalid" });
  });

  test("names the line that cannot be read, and where it was cut off", async () => {
    const my = bench();
    await write(my, 20, "a");
    const { proof } = my.jane;
    const checkpoints = await proof.checkpoint();
    const lines = await linesOf(proof);
    const broken = lines.map((line, index) => (index === 7 ? line.slice(0, 20) : line));
    expect((await verifyExport(broken, trustOf(proof))).differences).toMatchObject([
      { kind: "changed", position: 7, isProven: true },
    ]);
    const cut = await verifyExport(lines.slice(0, 12), { ...trustOf(proof), checkpoints });
    expect(cut).toMatchObject({ holds: false, differences: [{ kind: "cut-off", position: 12 }] });
  });
});

describe("a proof of what was live", () => {
  async function deployed() {
    const my = bench();
    const { jane, clock } = my;
    await jane.prompts.create({ id: "p", slug: "support", name: "Support" });
    for (const [index, text] of ["one", "two"].entries()) {
      const version = index + 1;
      await jane.versions.create("support", saying("draft"));
      await jane.versions.edit("support", version, saying(text));
      await jane.versions.commit("support");
      await jane.deployments.deploy("support", { version });
      await clock.advance(1000);
      await jane.prompts.edit("support", { description: `after ${text}` });
      await clock.advance(1000);
    }
    return my;
  }

  test("says what was live at a time, with its content, and that it was still live", async () => {
    const { jane, clock } = await deployed();
    const { proof } = jane;
    const then = clock.now() - 2500;
    const file = await proof.proveLive("support", { at: then });
    const found = verifyLive(file, trustOf(proof));
    expect(found).toMatchObject({
      promptId: "p",
      environment: "production",
      number: 1,
      at: { kind: "happened", time: then },
      content: saying("one"),
      deployedBy: "jane",
      isClosed: true,
      checkpoint: { origin: ORIGIN },
    });
    const now = verifyLive(await proof.proveLive("support"), trustOf(proof));
    expect(now).toMatchObject({ number: 2, content: saying("two"), isClosed: false });
    expect(await refusal(proof.proveLive("support", { at: 1 }))).toMatchObject({ code: "not-deployed" });
    expect(await refusal(proof.proveLive("support", { environment: "staging" }))).toMatchObject({
      code: "not-deployed",
    });
    expect(await refusal(proof.proveLive("other"))).toMatchObject({ code: "prompt-not-found" });
  });

  test("with anything changed or left out proves nothing", async () => {
    const { jane, clock } = await deployed();
    const { proof } = jane;
    const then = clock.now() - 2500;
    const trust = trustOf(proof);
    const file = JSON.parse(await proof.proveLive("support", { at: then }));
    const [create, edit, commit] = file.content;
    const [later] = file.later;
    const changes: readonly object[] = [
      { format: "other" },
      { origin: "ledger.example.com/globex", checkpoint: file.checkpoint.replace("acme", "globex") },
      { tenant: "globex" },
      { environment: "staging" },
      { content: [create, commit] },
      { content: [] },
      { content: [create, edit, commit, later].reverse() },
      { later: [] },
      { later: [later, later] },
      { next: later },
      { next: file.deployment },
      { at: { kind: "happened", time: then + 5000 } },
      { at: { kind: "happened", time: 1 } },
      { deployment: later },
      { later: [later, file.next], next: null },
      { deployment: { ...file.deployment, hashes: file.deployment.hashes.slice(1) } },
      { deployment: { ...file.deployment, event: { ...file.deployment.event, recordedAt: 1 } } },
      { deployment: { ...file.deployment, event: { id: 1 } } },
    ];
    verifyLive(JSON.stringify(file), trust);
    for (const change of changes)
      expect(() => verifyLive(JSON.stringify({ ...file, ...change }), trust), JSON.stringify(change)).toThrow(
        expect.objectContaining({ code: "proof-invalid" }),
      );
    expect(() => verifyLive("{", trust)).toThrow(expect.objectContaining({ code: "proof-invalid" }));
  });

  test("shows a rollback and a slot that was overwritten since", async () => {
    const my = await deployed();
    const { jane } = my;
    await jane.deployments.rollback("support");
    expect(verifyLive(await jane.proof.proveLive("support"), trustOf(jane.proof))).toMatchObject({
      number: 1,
      content: saying("one"),
    });
    await jane.batch([
      { type: "SaveVersion", prompt: "support", number: 2, mode: "replace", input: saying("three") },
    ]);
    await jane.deployments.rollback("support").catch(() => undefined);
    await jane.deployments.promote("support", { from: "production", to: "staging" });
    const staging = await jane.proof.proveLive("support", { environment: "staging" });
    const live = await jane.resolve("support", { environment: "staging" });
    expect(verifyLive(staging, trustOf(jane.proof))).toMatchObject({
      number: live.number,
      contentHash: live.contentHash,
      content: live.content,
    });
  });
});
