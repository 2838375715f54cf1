import { createLedger } from "@promptledger/core";
import { describe, expect, test } from "vitest";
import { bench, refusal } from "../../test/ledger.ts";
import { ORIGIN, writePrompts } from "../../test/proving.ts";
import { TILE_KIND } from "./kept-tiles.ts";

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
    await writePrompts(my, 10, "a");
    const first = await proof.checkpoint();
    expect(first.size).toBe(20);
    expect(first.text.startsWith(`${ORIGIN}\n20\n`)).toBe(true);
    expect(await proof.checkpoint()).toEqual(first);
    await writePrompts(my, 300, "b");
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
    await writePrompts(my, 300, "a");
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
    await writePrompts(my, 1200, "a");
    const { proof } = my.jane;
    await proof.checkpoint();
    await writePrompts(my, 100, "b");
    await proof.checkpoint();
    await writePrompts(my, 200, "c");
    expect(await proof.keepTiles()).toEqual({ size: 3000 });
    await proof.checkpoint();
    expect(reads).toEqual([0, 2400, 2600, 3000]);
  });
});
