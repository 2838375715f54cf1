import type { LedgerCommand, TenantLedger } from "@promptledger/core";
import {
  createLedger,
  ed25519Signer,
  verifyConsistency,
  verifyExport,
  verifyInclusion,
  verifyLive,
} from "@promptledger/core";
import { expect, test } from "vitest";
import type { RuleSetup } from "./rule-setup.ts";
import { saying } from "./rule-setup.ts";

const HOST = "ledger.example.com";

/** What checkpoints and proofs promise, on a real storage. */
export function proofRules(fresh: () => RuleSetup): void {
  /** The tenant's ledger with a signer, with a prompt that is live and some hundred events. */
  async function proving(setUp: RuleSetup): Promise<TenantLedger> {
    const { store, clock, tenant } = setUp;
    const proof = { host: HOST, signer: ed25519Signer(new Uint8Array(32).fill(4)) };
    const jane = createLedger({ store, clock, proof }).as({ tenant, actor: { id: "jane" } });
    await jane.prompts.create({ slug: "support", name: "Grüße, 你好" });
    await jane.versions.create("support", saying("Be brief."));
    await jane.versions.commit("support");
    await jane.deployments.deploy("support", { version: 1 });
    await createMany(jane, "a");
    return jane;
  }

  async function createMany(jane: TenantLedger, name: string): Promise<void> {
    const commands = Array.from({ length: 150 }, (_, index): LedgerCommand => {
      return { type: "CreatePrompt", name: `${name} ${index}` };
    });
    await jane.batch(commands);
  }

  test("every proof holds, from the first event to the last, between checkpoints, and in an export", async () => {
    const setUp = fresh();
    const jane = await proving(setUp);
    const { proof } = jane;
    const { origin, publicKey } = proof;
    expect(origin).toBe(`${HOST}/${setUp.tenant}`);
    if (publicKey === null) throw new Error("there is a signer");
    const older = await proof.checkpoint();
    expect(older.size).toBe(305);
    expect(await proof.checkpoint()).toEqual(older);
    await createMany(jane, "b");
    for (const position of [1, 256, 257, 605]) {
      const { event, text } = await proof.proveInclusion(position);
      expect(verifyInclusion(text, { event, origin, publicKey }).size).toBe(605);
    }
    const { text, newer } = await proof.proveConsistency(older);
    expect(verifyConsistency(text, { older: older.text, origin, publicKey })).toEqual(newer);
    const lines: string[] = [];
    for await (const line of proof.exportLog()) lines.push(line);
    const exported = { holds: true, size: 605, root: newer.root, provenUntil: 605 };
    expect(await verifyExport(lines, { origin, publicKey, checkpoints: [older, newer] })).toMatchObject(
      exported,
    );
    const file = await proof.proveLive("support");
    expect(verifyLive(file, { origin, publicKey })).toMatchObject({
      number: 1,
      content: saying("Be brief."),
    });
  });

  test("a verification reads the log and the documents, and finds both as they were recorded", async () => {
    const setUp = fresh();
    const { proof } = await proving(setUp);
    const checkpoint = await proof.checkpoint();
    const passes = new Set<string>();
    const onProgress = ({ pass, done, total }: { pass: string; done: number; total: number }): void => {
      if (done === total) passes.add(pass);
    };
    expect(await proof.verify(checkpoint, { onProgress })).toMatchObject({
      holds: true,
      provenUntil: checkpoint.size,
      differences: [],
      documents: [],
      referenceHolds: true,
    });
    expect([...passes]).toEqual(["log", "documents"]);
  });

  test("two processes that keep the tree at the same time, while events are added, have one tree", async () => {
    const setUp = fresh();
    const jane = await proving(setUp);
    const { proof } = jane;
    const other = createLedger({
      store: setUp.store,
      proof: { host: HOST, signer: ed25519Signer(new Uint8Array(32).fill(4)) },
    }).as({ tenant: setUp.tenant, actor: { id: "ann" } });
    for (let round = 0; round < 3; round++) {
      await Promise.all([
        proof.keepTiles(),
        other.proof.checkpoint(),
        createMany(jane, `round ${round}`),
        other.proof.keepTiles(),
      ]);
    }
    const checkpoint = await proof.checkpoint();
    expect(await other.proof.checkpoint()).toEqual(checkpoint);
    expect(await other.proof.verify(checkpoint)).toMatchObject({ holds: true, referenceHolds: true });
  });
}
