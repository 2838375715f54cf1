import { describe, expect, test } from "vitest";
import { TEST_EPOCH } from "../test-clock.ts";
import type { RuleSetup } from "./rule-setup.ts";
import { logOf, save, saying } from "./rule-setup.ts";

/** X9 to X16: tags, deletion, deployments, people, and several writes in one call. */
export function promptRules(fresh: () => RuleSetup): void {
  test("X9 a prompt has the update time of itself or of its current version, whichever is later", async () => {
    const { jane, clock } = fresh();
    const prompt = await jane.prompts.create({ name: "Times" });
    clock.advance(1000);
    await jane.versions.create(prompt, saying("a"));
    expect((await jane.prompts.get(prompt)).updatedAt).toBe(prompt.updatedAt + 1000);
    clock.advance(1000);
    expect((await jane.prompts.star(prompt)).updatedAt).toBe(prompt.updatedAt + 2000);
  });

  test("X11 a tag is the same on every prompt", async () => {
    const { jane } = fresh();
    const [left, right] = [
      await jane.prompts.create({ name: "a" }),
      await jane.prompts.create({ name: "b" }),
    ];
    const one = await jane.prompts.tag(left, { key: "team", value: "core" });
    const two = await jane.prompts.tag(right, { key: "team", value: "core", color: "#000000" });
    expect(one.tags[0]?.id).toBe(two.tags[0]?.id);
    expect((await jane.prompts.untag(left, { key: "team", value: "core" })).tags).toEqual([]);
  });

  describe("X12 deleting", () => {
    test("a live version is rejected; deleting a prompt ends its deployments; restoring brings back everything else", async () => {
      const { jane } = fresh();
      const prompt = await jane.prompts.create({ name: "Gone" });
      await jane.versions.create(prompt, saying("a"));
      await jane.versions.commit(prompt);
      await jane.deployments.deploy(prompt, { version: 1 });
      await jane.deployments.deploy(prompt, { version: 1, environment: "staging" });
      await expect(jane.versions.delete(prompt, 1)).rejects.toMatchObject({
        code: "version-live",
        message: "version 1 is live in production, staging; deploy another one there first",
      });
      await jane.access.grant(prompt, { subject: { type: "user", id: "bob" }, permissions: ["READ"] });
      const { receipt } = await jane.prompts.delete(prompt);
      expect(await logOf(jane, receipt.position - 4)).toEqual([
        "VersionUndeployed 1",
        "VersionUndeployed 1",
        "PromptDeleted",
        "SlugReleased",
      ]);
      expect((await jane.prompts.delete(prompt)).receipt.changed).toBe(false);
      await expect(jane.prompts.get(prompt)).rejects.toMatchObject({ code: "prompt-deleted" });
      expect(await jane.prompts.get(prompt, { deleted: true })).toMatchObject({
        deleted: true,
        deployments: {},
      });
      const restored = await jane.prompts.restore(prompt);
      expect(restored).toMatchObject({ deleted: false, numbers: [1], deployments: {}, slug: "gone" });
      expect(restored.grants).toHaveLength(1);
      expect((await jane.prompts.restore(prompt)).receipt.changed).toBe(false);
    });

    test("a prompt whose slug was taken meanwhile can be restored under a new slug", async () => {
      const { jane } = fresh();
      const prompt = await jane.prompts.create({ name: "Gone" });
      await jane.prompts.delete(prompt);
      const other = await jane.prompts.create({ name: "Gone" });
      expect(other.id).not.toBe(prompt.id);
      await expect(jane.prompts.restore(prompt)).rejects.toMatchObject({ code: "slug-taken" });
      expect(await jane.prompts.restore(prompt, { slug: "gone-again" })).toMatchObject({
        slug: "gone-again",
      });
    });

    test("the last version leaves the prompt empty", async () => {
      const { jane } = fresh();
      const prompt = await jane.prompts.create({ name: "Empty" });
      await jane.versions.create(prompt, saying("a"));
      expect(await jane.versions.delete(prompt, 1)).toMatchObject({
        numbers: [],
        current: null,
        draft: null,
      });
    });
  });

  describe("X13 deployments pin", () => {
    test("the content that was deployed: overwriting the slot changes nothing live until the next deployment", async () => {
      const { jane } = fresh();
      const prompt = await jane.prompts.create({ name: "Pinned" });
      await save(jane, prompt, { number: 1, mode: "replace", input: saying("old") });
      const deployed = await jane.deployments.deploy(prompt, { version: 1 });
      await save(jane, prompt, { number: 1, mode: "replace", input: saying("new") });
      const live = await jane.resolve("pinned");
      expect(live).toMatchObject({
        number: 1,
        revision: deployed.revision,
        contentHash: deployed.contentHash,
      });
      expect(live.render().messages).toEqual(saying("old").messages);
      expect((await jane.prompts.get(prompt)).live?.version.content).toEqual(saying("old"));
      expect((await jane.deployments.list(prompt))[0]?.version.content).toEqual(saying("old"));
      expect((await jane.versions.get(prompt, 1)).content).toEqual(saying("new"));
      await jane.deployments.deploy(prompt, { version: 1 });
      expect((await jane.resolve(prompt)).content).toEqual(saying("new"));
    });

    test("and their description: deployed or promoted again, a version is pinned as it is now", async () => {
      const { jane } = fresh();
      const prompt = await jane.prompts.create({ name: "Pinned" });
      await save(jane, prompt, { number: 1, mode: "replace", input: { ...saying("a"), description: "old" } });
      await jane.deployments.deploy(prompt, { version: 1 });
      await jane.deployments.promote(prompt, { from: "production", to: "staging" });
      await jane.versions.edit(prompt, 1, { description: "new" });
      expect((await jane.prompts.get(prompt)).live?.version.description).toBe("old");
      const again = await jane.deployments.deploy(prompt, { version: 1 });
      expect(again).toMatchObject({ version: { description: "new" }, receipt: { changed: true } });
      expect((await jane.prompts.get(prompt)).live?.version.description).toBe("new");
      const promoted = await jane.deployments.promote(prompt, { from: "production", to: "staging" });
      expect(promoted).toMatchObject({ environment: "staging", version: { description: "new" } });
      expect((await jane.deployments.deploy(prompt, { version: 1 })).receipt.changed).toBe(false);
    });

    test("and are rolled back to and promoted as they were, also after a rebuild", async () => {
      const { jane, store, tenant } = fresh();
      const prompt = await jane.prompts.create({ name: "Pinned" });
      await save(jane, prompt, { number: 1, mode: "replace", input: saying("old") });
      await jane.deployments.deploy(prompt, { version: 1 });
      await save(jane, prompt, { number: 2, mode: "replace", input: saying("two") });
      await jane.deployments.deploy(prompt, { version: 2 });
      await save(jane, prompt, { number: 1, mode: "replace", input: saying("new") });
      const back = await jane.deployments.rollback(prompt);
      expect(back).toMatchObject({ number: 1, version: { content: saying("old") } });
      const promoted = await jane.deployments.promote(prompt, { from: "production", to: "staging" });
      expect(promoted).toMatchObject({ environment: "staging", version: { content: saying("old") } });
      for await (const { differences } of store.rebuild(tenant, { check: true }))
        expect(differences).toEqual([]);
    });

    test("a promotion after an overwrite in the same batch deploys the pinned content", async () => {
      const { jane, store, tenant } = fresh();
      const prompt = await jane.prompts.create({ name: "Pinned" });
      await save(jane, prompt, { number: 1, mode: "replace", input: saying("old") });
      await jane.batch([
        { type: "DeployVersion", prompt, version: 1, environment: "staging" },
        { type: "SaveVersion", prompt, number: 1, mode: "replace", input: saying("new") },
        { type: "PromoteDeployment", prompt, from: "staging", to: "production" },
      ]);
      expect((await jane.resolve("pinned")).content).toEqual(saying("old"));
      for await (const { differences } of store.rebuild(tenant, { check: true }))
        expect(differences).toEqual([]);
    });
  });

  test("X13 a batch can roll back to content that it overwrote itself: once, other content went live under that hash", async () => {
    const { jane, store, clock, tenant } = fresh();
    const prompt = await jane.prompts.create({ name: "Pinned" });
    await save(jane, prompt, { number: 1, mode: "replace", input: saying("oldest") });
    clock.advance(1000);
    const saved = (text: string) =>
      ({ type: "SaveVersion", prompt, number: 1, mode: "replace", input: saying(text) }) as const;
    const deploy = { type: "DeployVersion", prompt, version: 1 } as const;
    const promote = { type: "PromoteDeployment", prompt, from: "production", to: "staging" } as const;
    const back = { type: "RollBackDeployment", prompt } as const;
    await jane.batch([saved("a"), deploy, saved("b"), promote, deploy, back]);
    for (const environment of ["production", "staging"]) {
      const { content, contentHash } = await jane.resolve("pinned", { environment });
      expect(content).toEqual(saying("a"));
      expect(contentHash).toBe((await jane.versions.get(prompt, 1, { at: { position: 7 } })).contentHash);
    }
    const pinned = (await jane.deployments.list(prompt)).map(({ version }) => version);
    expect(pinned.map(({ updatedAt, committedAt }) => [updatedAt, committedAt])).toEqual([
      [TEST_EPOCH + 1000, TEST_EPOCH + 1000],
      [TEST_EPOCH + 1000, TEST_EPOCH + 1000],
    ]);
    for await (const { differences } of store.rebuild(tenant, { check: true }))
      expect(differences).toEqual([]);
  });

  test("X14 several writes in one call are one append: all or none", async () => {
    const { jane } = fresh();
    const prompt = await jane.prompts.create({ name: "Batch" });
    const { receipt, answers } = await jane.batch([
      { type: "CreateVersion", prompt, input: saying("a") },
      { type: "CommitVersion", prompt: "batch" },
      { type: "DeployVersion", prompt, version: 1 },
    ]);
    expect(await logOf(jane, receipt.position - 3)).toEqual([
      "VersionCreated 1",
      "VersionCommitted 1",
      "VersionDeployed 1",
    ]);
    expect(answers.map((answer) => ("status" in answer ? answer.status : answer.environment))).toEqual([
      "draft",
      "committed",
      "production",
    ]);
    const failing = jane.batch([
      { type: "CreateVersion", prompt, input: saying("b") },
      { type: "DeployVersion", prompt, version: 2 },
    ]);
    await expect(failing).rejects.toMatchObject({ code: "version-is-draft" });
    expect(await logOf(jane, receipt.position)).toEqual([]);
  });

  test("X15 events hold only an opaque id; name, e-mail and a small integer are in the directory", async () => {
    const { ledger, jane, store, tenant } = fresh();
    const anna = ledger.as({
      tenant,
      actor: { id: "u-1", email: "anna@acme.test", firstName: "Anna", lastName: "Lind" },
    });
    const prompt = await anna.prompts.create({ name: "Mine" });
    expect(prompt.createdBy).toBe("u-1");
    for await (const event of store.readLog(tenant, { after: 0 }))
      expect(JSON.stringify(event)).not.toContain("anna@acme.test");
    expect((await jane.history.of(prompt)).items.map(({ actor }) => actor)).toEqual(["u-1"]);
    const name = { email: "anna@acme.test", firstName: "Anna", lastName: "Lind" };
    const entry = { id: "u-1", number: 1, ...name, erased: false };
    expect(await jane.actors.describe(["u-1", "nobody"])).toEqual([entry, null]);
    await jane.actors.erase("u-1");
    expect(await jane.actors.describe(["u-1"])).toEqual([
      { id: "u-1", number: 1, email: null, firstName: null, lastName: null, erased: true },
    ]);
    expect((await jane.history.of(prompt)).items).toHaveLength(1);
  });

  test("X16 an id is generated unless given, and never used again in its tenant", async () => {
    const { jane, ledger } = fresh();
    expect((await jane.prompts.create({ name: "Generated" })).id).toMatch(/^prm_[0-9A-Z]{26}$/u);
    const given = await jane.prompts.create({ id: "kept-From_Elsewhere", name: "Given" });
    expect(given.id).toBe("kept-From_Elsewhere");
    await jane.prompts.delete(given);
    await expect(jane.prompts.create({ id: given.id, name: "Again" })).rejects.toMatchObject({
      code: "id-taken",
      issues: [{ field: "id" }],
    });
    await expect(jane.prompts.create({ id: "no spaces", name: "n" })).rejects.toMatchObject({
      issues: [{ field: "id" }],
    });
    const elsewhere = ledger.as({ tenant: "other", actor: { id: "jane" } });
    expect((await elsewhere.prompts.create({ id: given.id, name: "Given" })).id).toBe(given.id);
  });
}
