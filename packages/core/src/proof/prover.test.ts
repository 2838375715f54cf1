import { verifyConsistency, verifyInclusion } from "@promptledger/core";
import { describe, expect, test } from "vitest";
import { bench, refusal } from "../../test/ledger.ts";
import { trustOf, writePrompts } from "../../test/proving.ts";
import { TREE_KIND } from "./kept-edge.ts";
import { TILE_KIND } from "./kept-tiles.ts";

describe("a proof", () => {
  test("of inclusion holds for each event, also one that was not in a full tile when it was kept", async () => {
    const my = bench();
    const { proof } = my.jane;
    await writePrompts(my, 20, "a");
    await proof.checkpoint();
    await writePrompts(my, 400, "b");
    const { size } = await proof.checkpoint();
    for (const position of [1, 2, 39, 40, 41, 256, 257, 512, 513, size - 1, size]) {
      const { event, text, index, checkpoint } = await proof.proveInclusion(position);
      expect(index).toBe(position - 1);
      expect(verifyInclusion(text, { event, ...trustOf(proof) })).toEqual(checkpoint);
    }
    const [last] = (await my.jane.history.of({ id: "b-399" })).items.slice(-1);
    if (last === undefined) throw new Error("there is no event");
    expect((await proof.proveInclusion(last)).event.id).toBe(last.id);
    for (const wrong of [0, size + 1, {}, "1", null])
      expect(await refusal(proof.proveInclusion(wrong as never))).toMatchObject({ code: "invalid-input" });
  });

  test("is made from the log where kept tiles were damaged", async () => {
    const my = bench();
    const { proof } = my.jane;
    await writePrompts(my, 600, "a");
    const { root } = await proof.checkpoint();
    const recordsOf = (kind: string) => [...my.storage.records].find(([name]) => name.includes(kind))?.[1];
    for (const value of ['"AAAA"', "{}", '""', "no JSON", '{"position":600,"eventId":"a","edge":[7]}']) {
      for (const [kind, key] of [
        [TILE_KIND, "0/0"],
        [TREE_KIND, "kept"],
      ] as const) {
        const record = recordsOf(kind)?.get(key);
        if (record === undefined) throw new Error("there is no record");
        recordsOf(kind)?.set(key, { ...record, value });
        const { event, text, checkpoint } = await proof.proveInclusion(3);
        verifyInclusion(text, { event, ...trustOf(proof) });
        expect(checkpoint.root).toBe(root);
      }
      expect(recordsOf(TILE_KIND)?.delete("0/1")).toBe(true);
      const { event, text } = await proof.proveInclusion(3);
      verifyInclusion(text, { event, ...trustOf(proof) });
    }
    expect(await proof.verify()).toMatchObject({ holds: true, referenceHolds: true });
  });

  test("of consistency holds between any two checkpoints, and is what a witness takes", async () => {
    const my = bench();
    const { proof } = my.jane;
    const checkpoints = [await proof.checkpoint()];
    for (const [round, prompts] of [1, 2, 60, 128, 200].entries()) {
      await writePrompts(my, prompts, `round-${round}`);
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
