import { createLedger } from "@promptledger/core";
import { describe, expect, test } from "vitest";
import { bench, logOf, refusal, saying } from "../../test/ledger.ts";
import type { DetailsByCode } from "../errors.ts";
import { isLedgerError } from "../errors.ts";
import type { LedgerOptions } from "./create-ledger.ts";
import type { ImportedChange } from "./import-changes.ts";

const KEEP = { contract: "keep" } as const;

/** A prompt with the committed versions 1 (live), 2 (another variable), 3 (other words) and 4 (as 1). */
async function withVersions(options: Partial<LedgerOptions> = {}) {
  const { store, clock, jane, as } = bench();
  for (const [index, text] of ["Hi {{name}}", "Hi {{user}}", "Hello {{name}}", "Hi {{name}}"].entries()) {
    if (index === 0) await jane.prompts.create({ id: "p", name: "p" });
    await jane.versions.create("p", saying(text));
    await jane.versions.commit("p");
  }
  await jane.deployments.deploy("p", { version: 1 });
  const ledger = createLedger({ store, clock, ...options });
  return { store, jane, as, acme: ledger.as({ tenant: "acme", actor: { id: "jane" } }) };
}

async function contractChanged(write: Promise<unknown>): Promise<DetailsByCode["contract-changed"]> {
  const error: unknown = await write.catch((thrown: unknown) => thrown);
  if (!isLedgerError(error, "contract-changed")) throw new Error("it was not refused", { cause: error });
  return error.details;
}

describe("the contract of what is live", () => {
  test("may change unless somebody asks to keep it", async () => {
    const { acme } = await withVersions();
    expect(await acme.deployments.deploy("p", { version: 2 })).toMatchObject({ number: 2 });
    expect(await acme.deployments.rollback("p", { contract: "change" })).toMatchObject({ number: 1 });
  });

  test("is kept by a deployment that asks for it: the error lists the differences, and nothing is written", async () => {
    const { jane } = await withVersions();
    const before = await logOf(jane);
    expect(await contractChanged(jane.deployments.deploy("p", { version: 2, ...KEEP }))).toEqual({
      environment: "production",
      live: 1,
      next: 2,
      changes: [
        {
          part: "variable",
          name: "name",
          change: "removed",
          message: "is not in the template any more, and giving it is refused",
        },
        { part: "variable", name: "user", change: "added", message: "is new, and must be given" },
      ],
    });
    expect(await logOf(jane)).toEqual(before);
    const { message, fields } = await refusal(jane.deployments.deploy("p", { version: 2, ...KEEP }));
    expect(fields).toEqual(["version"]);
    expect(message).toBe(
      'version 2 changes the contract of version 1, which is live in production: variable name is not in the template any more, and giving it is refused; variable user is new, and must be given. Change the version, or pass contract: "change" to deploy it',
    );
    // Other words, and where nothing is live.
    expect(await jane.deployments.deploy("p", { version: 3, ...KEEP })).toMatchObject({ number: 3 });
    expect(await jane.deployments.deploy("p", { version: 2, environment: "test", ...KEEP })).toMatchObject({
      number: 2,
    });
  });

  test("is kept by rollbacks and promotions, against what is live in the environment that changes", async () => {
    const { jane } = await withVersions();
    await jane.deployments.deploy("p", { version: 2 });
    expect(await contractChanged(jane.deployments.rollback("p", KEEP))).toMatchObject({ live: 2, next: 1 });
    await jane.deployments.deploy("p", { version: 1, environment: "test" });
    const promotion = { from: "test", to: "production", ...KEEP };
    expect(await contractChanged(jane.deployments.promote("p", promotion))).toMatchObject({
      environment: "production",
      live: 2,
      next: 1,
    });
    const batch = [
      { type: "DeployVersion", prompt: "p", version: 1 },
      { type: "DeployVersion", prompt: "p", version: 4, contract: "keep" },
      { type: "DeployVersion", prompt: "p", version: 2, contract: "keep" },
    ] as const;
    expect(await contractChanged(jane.batch(batch))).toMatchObject({ live: 4, next: 2 });
    expect((await jane.prompts.get("p")).live?.number).toBe(2);
  });

  test("is that of the pinned content, also after its version was overwritten", async () => {
    const { jane } = await withVersions();
    await jane.batch([
      { type: "SaveVersion", prompt: "p", number: 1, mode: "patch", input: saying("Hi {{user}}") },
    ]);
    expect(await contractChanged(jane.deployments.deploy("p", { version: 1, ...KEEP }))).toMatchObject({
      live: 1,
      next: 1,
    });
    expect(await jane.deployments.deploy("p", { version: 4, ...KEEP })).toMatchObject({ number: 4 });
    // Back to the content that version 1 had.
    await jane.deployments.deploy("p", { version: 2 });
    expect(await contractChanged(jane.deployments.rollback("p", { to: 1, ...KEEP }))).toMatchObject({
      next: 1,
    });
  });

  test("is kept by default where the ledger says so, and changed by those that say so", async () => {
    const { acme } = await withVersions(KEEP);
    expect(await contractChanged(acme.deployments.deploy("p", { version: 2 }))).toMatchObject({ next: 2 });
    const command = { commandId: "c" };
    const going = { version: 2, contract: "change" } as const;
    await acme.deployments.deploy("p", going, command);
    // A repeat is answered as the first time, whatever is live at that time.
    await acme.deployments.deploy("p", { version: 1, contract: "change" });
    const repeated = await acme.deployments.deploy("p", going, command);
    expect(repeated).toMatchObject({ number: 2, receipt: { repeated: true } });
    await expect(acme.deployments.deploy("p", { ...going, contract: "keep" }, command)).rejects.toMatchObject(
      {
        code: "command-id-reused",
      },
    );
    expect(() => createLedger({ ...KEEP, store: bench().store, contract: "no" as never })).toThrow(
      /contract/u,
    );
  });

  test("is compared with what is live when the deployment is written, also after another writer", async () => {
    const { acme, jane } = await withVersions();
    // Warm: the next command of `acme` is decided without a load.
    await acme.deployments.deploy("p", { version: 3 });
    await jane.deployments.deploy("p", { version: 2 });
    expect(await contractChanged(acme.deployments.deploy("p", { version: 1, ...KEEP }))).toMatchObject({
      live: 2,
    });
  });

  test("does not refuse imported history: what was deployed then was deployed", async () => {
    const ledger = createLedger({ store: bench().store, ...KEEP });
    const prompt = { id: "imported" };
    const saved = (text: string, number: number) =>
      [
        { type: "SaveVersion", prompt, number: "next", mode: "patch", input: saying(text) },
        { type: "DeployVersion", prompt, version: number },
      ] as const;
    const change = (commandId: string, occurredAt: number, commands: ImportedChange["commands"]) => ({
      actor: { id: "jane" },
      commandId,
      occurredAt,
      commands,
    });
    await ledger.importChanges("acme", [
      change("1", 1000, [{ type: "CreatePrompt", id: "imported", name: "n" }, ...saved("Hi {{name}}", 1)]),
      change("2", 2000, saved("Hi {{user}}", 2)),
    ]);
    const acme = ledger.as({ tenant: "acme", actor: { id: "jane" } });
    expect((await acme.prompts.get(prompt)).live?.number).toBe(2);
  });

  test("is not told to an actor that may not read it", async () => {
    const { jane, as } = await withVersions();
    const subject = { type: "user", id: "u" } as const;
    await jane.access.grant("p", { subject, permissions: ["UPDATE"] });
    const user = as("u", { kind: "user" });
    const deploy = user.deployments.deploy("p", { version: 2, ...KEEP });
    const { message } = await refusal(deploy);
    expect(await contractChanged(deploy)).toEqual({
      environment: "production",
      live: 1,
      next: 2,
      changes: [],
    });
    expect(message).not.toMatch(/variable|name|user/u);
  });

  test("needs no more loads than a deployment without it", async () => {
    const loads: number[] = [];
    for (const contract of ["change", "keep"] as const) {
      let count = 0;
      const { store } = await withVersions();
      const counting: typeof store = {
        ...store,
        load(...call) {
          count += 1;
          return store.load(...call);
        },
      };
      const acme = createLedger({ store: counting }).as({ tenant: "acme", actor: { id: "jane" } });
      await acme.deployments.deploy("p", { version: 3, contract });
      await acme.deployments.promote("p", { from: "production", to: "test", contract });
      loads.push(count);
    }
    expect(loads[1]).toBe(loads[0]);
  });
});
