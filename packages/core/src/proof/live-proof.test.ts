import { verifyLive } from "@promptledger/core";
import { describe, expect, test } from "vitest";
import { bench, refusal, saying } from "../../test/ledger.ts";
import { ORIGIN, trustOf } from "../../test/proving.ts";

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
