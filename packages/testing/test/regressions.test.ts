import { memoryEventStore, memoryStorage } from "@promptledger/adapter-memory";
import type { EventStore } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { testLedger } from "@promptledger/testing";
import { expect, test } from "vitest";

// Shrunk cases on which the properties of the ledger once failed.

const saying = (content: string) => ({ messages: [{ role: "user", content }] });

test("an answer is deeply frozen: the tags of a prompt once were not", async () => {
  const { acme } = await testLedger();
  const created = await acme.prompts.create({ name: "Support" });
  const tagged = await acme.prompts.tag(created, { key: "area", value: "billing" });
  for (const { tags, grants, numbers, deployments } of [created, tagged])
    for (const part of [tags, ...tags, grants, numbers, deployments])
      expect(Object.isFrozen(part)).toBe(true);
});

test("a promotion deploys what was live: once, it included notes written since the deployment", async () => {
  const { acme, prompts } = await testLedger({
    prompts: [{ name: "Support", versions: [saying("a")], live: 1 }],
  });
  const prompt = prompts[0]!;
  await acme.versions.edit(prompt, 1, { description: "noted later" });
  const promoted = await acme.deployments.promote(prompt, { from: "production", to: "qa" });
  expect(promoted.version).toEqual({
    ...prompt.live?.version,
    liveIn: ["production", "qa"],
    promptRevision: promoted.promptRevision,
  });
  expect(promoted.version.revision).toBe(promoted.revision);
});

test("a rollback returns to the record that was live: once, a newer record with the same content took its place", async () => {
  const { acme, prompts } = await testLedger({
    prompts: [{ name: "Support", versions: [saying("a"), saying("b")], live: 1 }],
  });
  const prompt = prompts[0]!;
  await acme.deployments.deploy(prompt, { version: 2 });
  await acme.versions.delete(prompt, 1);
  await acme.batch([{ type: "SaveVersion", prompt, number: 1, mode: "replace", input: saying("a") }]);
  const back = await acme.deployments.rollback(prompt);
  const { live } = prompt;
  expect(back).toMatchObject({ number: 1, versionId: live?.versionId, version: { id: live?.versionId } });
});

test("a batch can roll back to what it deployed and overwrote itself: once, older content went live", async () => {
  const { acme, prompts, store } = await testLedger({
    prompts: [{ name: "Support", versions: [saying("old")] }],
  });
  const prompt = prompts[0]!;
  const save = (content: string) =>
    ({ type: "SaveVersion", prompt, number: 1, mode: "replace", input: saying(content) }) as const;
  const deploy = { type: "DeployVersion", prompt, version: 1 } as const;
  await acme.batch([save("a"), deploy, save("b"), deploy, { type: "RollBackDeployment", prompt }]);
  expect((await acme.resolve("support")).content).toEqual(saying("a"));
  for await (const { differences } of store.rebuild("acme", { check: true })) expect(differences).toEqual([]);
});

test("a slug that is released while a prompt is created goes to the new prompt: once, it was skipped", async () => {
  const storage = memoryStorage();
  const other = createLedger({ store: memoryEventStore({ storage }) }).as({
    tenant: "acme",
    actor: { id: "sam" },
  });
  const holder = await other.prompts.create({ name: "Support" });
  const store: EventStore = memoryEventStore({ storage });
  let deleted = false;
  const late: EventStore = {
    ...store,
    async append(batch) {
      if (!deleted) await other.prompts.delete(holder);
      deleted = true;
      return store.append(batch);
    },
  };
  const acme = createLedger({ store: late }).as({ tenant: "acme", actor: { id: "jane" } });
  expect(await acme.prompts.create({ name: "Support" })).toMatchObject({ slug: "support" });
});

test("a copy has the content of its source at the time of the copy: once, it missed a concurrent change", async () => {
  const storage = memoryStorage();
  const other = createLedger({ store: memoryEventStore({ storage }) }).as({
    tenant: "acme",
    actor: { id: "sam" },
  });
  const source = await other.prompts.create({ name: "Support" });
  await other.versions.create(source, { model: "old" });
  const store: EventStore = memoryEventStore({ storage });
  let edited = false;
  const late: EventStore = {
    ...store,
    async append(batch) {
      if (!edited) await other.versions.edit(source, "current", { model: "new" });
      edited = true;
      return store.append(batch);
    },
  };
  const acme = createLedger({ store: late }).as({ tenant: "acme", actor: { id: "jane" } });
  const copy = await acme.prompts.duplicate(source, { name: "Copy" });
  expect(copy.current?.content).toEqual({ model: "new" });
});
