import { describe, expect, test } from "vitest";
import { BEGINNING, bench, logOf, refusal, saying } from "../../test/ledger.ts";

// The rules X1 to X16 that the library and the REST APIs share, as far as they are the library's own.

describe("X1 slugs", () => {
  test("are unique among living prompts: a taken one gets the id's mark, and one given by the caller is refused", async () => {
    const { jane } = bench();
    const first = await jane.prompts.create({ name: "Grüße Welt" });
    const second = await jane.prompts.create({ name: "Grüße, Welt!" });
    expect([first.slug, second.slug]).toEqual(["grüße-welt", `grüße-welt-${second.id.slice(-6)}`]);
    expect(await refusal(jane.prompts.create({ name: "Other", slug: "grüße-welt" }))).toEqual({
      code: "slug-taken",
      message: `the slug "grüße-welt" belongs to the prompt ${first.id}; choose another one`,
      fields: ["slug"],
    });
    await jane.prompts.delete(first.id);
    expect((await jane.prompts.create({ name: "Grüße Welt" })).slug).toBe("grüße-welt");
  });

  test("of a name without letters are made of the id", async () => {
    const { jane } = bench();
    const prompt = await jane.prompts.create({ name: "🎉" });
    expect(prompt.slug).toBe(`prompt-${prompt.id.slice(-6)}`);
    const given = await jane.prompts.create({ id: "My-Prompt", name: "!!!" });
    expect(given.slug).toBe("prompt-my-pro");
  });

  test("shaped like an id are refused", async () => {
    const { jane } = bench();
    const slug = "prm_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    expect(await refusal(jane.prompts.create({ name: "n", slug }))).toMatchObject({ fields: ["slug"] });
  });

  test("are raced for by one winner", async () => {
    const { jane, as } = bench();
    const results = await Promise.all([
      refusal(jane.prompts.create({ name: "a", slug: "s" })),
      refusal(as("bob").prompts.create({ name: "b", slug: "s" })),
    ]);
    expect(results.map(({ code }) => code).sort()).toEqual(["slug-taken", null].sort());
    const named = await Promise.all([1, 2, 3].map(() => as("bob").prompts.create({ name: "Same" })));
    expect(new Set(named.map(({ slug }) => slug)).size).toBe(3);
  });
});

test("X2 renaming keeps the slug; moving the slug frees the old one and keeps the grants; a taken one is refused", async () => {
  const { jane } = bench();
  const { id } = await jane.prompts.create({ name: "First" });
  await jane.access.grant(id, { subject: { type: "user", id: "bob" }, permissions: ["READ"] });
  expect(await jane.prompts.edit(id, { name: "Renamed" })).toMatchObject({ name: "Renamed", slug: "first" });
  const moved = await jane.prompts.edit({ slug: "first" }, { slug: "moved" });
  expect(moved).toMatchObject({ id, slug: "moved", grants: [{ permissions: ["READ"] }] });
  expect(await refusal(jane.prompts.get({ slug: "first" }))).toMatchObject({ code: "prompt-not-found" });
  await jane.prompts.create({ name: "First" });
  expect(await refusal(jane.prompts.edit(id, { slug: "first" }))).toMatchObject({ code: "slug-taken" });
  expect(await jane.prompts.get({ slug: "moved" })).toMatchObject({ id });
});

test("X3 a fresh prompt has no versions, and exists", async () => {
  const { jane } = bench();
  const prompt = await jane.prompts.create({ name: "Fresh" });
  expect(prompt).toMatchObject({ numbers: [], current: null, live: null, draft: null, commitCount: 0 });
  for (const version of [1, "current", "latest"] as const)
    expect(await refusal(jane.versions.get(prompt.id, version))).toMatchObject({ code: "version-not-found" });
  expect(await jane.versions.list(prompt.id)).toMatchObject({ total: 0, items: [] });
});

test("X5 a save counts every slot and ends committed; creating gives no number out twice", async () => {
  const { jane } = bench();
  const { id } = await jane.prompts.create({ name: "Slots" });
  const save = (number: number | "next" | "current", text: string) =>
    jane.versions.save(id, { number, mode: "replace", input: saying(text) });
  expect(await save("next", "a")).toMatchObject({ number: 1, status: "committed" });
  expect(await save(7, "b")).toMatchObject({ number: 7, status: "committed" });
  expect(await save(3, "c")).toMatchObject({ number: 3, status: "committed" });
  await jane.versions.delete(id, 7);
  expect(await save("next", "d")).toMatchObject({ number: 4 });
  expect(await jane.versions.create(id, saying("e"))).toMatchObject({ number: 8, status: "draft" });
  expect(await save("current", "f")).toMatchObject({ number: 8, status: "committed" });
  expect((await jane.prompts.get(id)).numbers).toEqual([1, 3, 4, 8]);
  for (const number of [0, 2_147_483_648])
    expect(await refusal(save(number, "x"))).toMatchObject({ code: "invalid-input", fields: ["number"] });
});

test("X6 replacing begins the record anew, patching keeps it, and the same by the same actor appends nothing", async () => {
  const { jane, as, clock } = bench();
  const bob = as("bob");
  const { id } = await jane.prompts.create({ name: "Records" });
  const save = { number: 1, mode: "replace", input: { ...saying("a"), temperature: 1 } } as const;
  const first = await jane.versions.save(id, save);
  await clock.advance(1000);
  expect((await jane.versions.save(id, save)).receipt).toMatchObject({ changed: false });
  const patched = await bob.versions.save(id, { number: 1, mode: "patch", input: saying("b") });
  expect(patched).toMatchObject({
    content: { temperature: 1 },
    createdBy: "jane",
    createdAt: first.createdAt,
    updatedBy: "bob",
  });
  const replaced = await bob.versions.save(id, { number: 1, mode: "replace", input: saying("b") });
  expect(replaced).toMatchObject({ createdBy: "bob", createdAt: first.createdAt + 1000 });
  expect(replaced.content).toEqual(saying("b"));
  await jane.versions.delete(id, 1);
  expect(await jane.versions.save(id, { number: 1, mode: "patch", input: {} })).toMatchObject({
    createdBy: "jane",
    content: {},
  });
});

test("X7 description and integrations are not part of the hash, and changing them reopens nothing", async () => {
  const { jane } = bench();
  const { id } = await jane.prompts.create({ name: "Notes" });
  const saved = await jane.versions.save(id, { number: 1, mode: "replace", input: saying("a") });
  const { position } = (await jane.integrations.save("openai", { type: "openai" })).receipt;
  const edited = await jane.versions.edit(id, 1, { description: "d", integrations: ["openai:gpt-4o"] });
  expect(edited.contentHash).toBe(saved.contentHash);
  await jane.versions.save(id, { number: 1, mode: "patch", input: { description: "e" } });
  expect(await logOf(jane, position)).toEqual(["VersionEdited 1", "VersionEdited 1"]);
});

test("X8 committing opens no draft unless asked to, and then in the same append", async () => {
  const { jane } = bench();
  const { id } = await jane.prompts.create({ name: "Drafts" });
  await jane.versions.create(id, saying("a"));
  const first = await jane.versions.commit(id);
  expect(first).toMatchObject({ number: 1, status: "committed" });
  expect((await jane.prompts.get(id)).draft).toBeNull();
  await jane.versions.create(id, saying("a"));
  const second = await jane.versions.commit(id, { openNext: true });
  expect(second).toMatchObject({ number: 2, contentHash: first.contentHash });
  expect(await logOf(jane, second.receipt.position - 2)).toEqual(["VersionCommitted 2", "VersionCreated 3"]);
});

test("X9 a prompt was updated when it, or its current version, last was", async () => {
  const { jane, clock } = bench();
  const { id, updatedAt } = await jane.prompts.create({ name: "Times" });
  await clock.advance(1000);
  await jane.versions.create(id, saying("a"));
  expect((await jane.prompts.get(id)).updatedAt).toBe(updatedAt + 1000);
  await clock.advance(1000);
  expect((await jane.prompts.star(id)).updatedAt).toBe(updatedAt + 2000);
});

test("X11 a tag is the same on every prompt", async () => {
  const { jane } = bench();
  const [left, right] = [await jane.prompts.create({ name: "a" }), await jane.prompts.create({ name: "b" })];
  const one = await jane.prompts.tag(left.id, { key: "team", value: "core" });
  const two = await jane.prompts.tag(right.id, { key: "team", value: "core", color: "#000000" });
  expect(one.tags[0]?.id).toBe(two.tags[0]?.id);
  expect((await jane.prompts.untag(left.id, { key: "team", value: "core" })).tags).toEqual([]);
});

describe("X12 deleting", () => {
  test("a live version is refused; a prompt ends each deployment; restoring brings all back but those", async () => {
    const { jane } = bench();
    const { id } = await jane.prompts.create({ name: "Gone" });
    await jane.versions.create(id, saying("a"));
    await jane.versions.commit(id);
    await jane.deployments.deploy(id, { version: 1 });
    await jane.deployments.deploy(id, { version: 1, environment: "staging" });
    expect(await refusal(jane.versions.delete(id, 1))).toMatchObject({
      code: "version-live",
      message: "version 1 is live in production, staging; deploy another one there first",
    });
    await jane.access.grant(id, { subject: { type: "user", id: "bob" }, permissions: ["READ"] });
    const { receipt } = await jane.prompts.delete(id);
    expect(await logOf(jane, receipt.position - 4)).toEqual([
      "VersionUndeployed 1",
      "VersionUndeployed 1",
      "PromptDeleted",
      "SlugReleased",
    ]);
    expect((await jane.prompts.delete(id)).receipt.changed).toBe(false);
    expect(await refusal(jane.prompts.get(id))).toMatchObject({ code: "prompt-deleted" });
    expect(await jane.prompts.get(id, { deleted: true })).toMatchObject({ deleted: true, deployments: {} });
    const restored = await jane.prompts.restore(id);
    expect(restored).toMatchObject({ deleted: false, numbers: [1], deployments: {}, slug: "gone" });
    expect(restored.grants).toHaveLength(1);
    expect((await jane.prompts.restore(id)).receipt.changed).toBe(false);
  });

  test("a prompt whose slug is taken meanwhile is restored under a new one", async () => {
    const { jane } = bench();
    const { id } = await jane.prompts.create({ name: "Gone" });
    await jane.prompts.delete(id);
    const other = await jane.prompts.create({ name: "Gone" });
    expect(other.id).not.toBe(id);
    expect(await refusal(jane.prompts.restore(id))).toMatchObject({ code: "slug-taken" });
    expect(await jane.prompts.restore(id, { slug: "gone-again" })).toMatchObject({ slug: "gone-again" });
  });

  test("the last version leaves the prompt empty", async () => {
    const { jane } = bench();
    const { id } = await jane.prompts.create({ name: "Empty" });
    await jane.versions.create(id, saying("a"));
    expect(await jane.versions.delete(id, 1)).toMatchObject({ numbers: [], current: null, draft: null });
  });
});

describe("X13 deployments pin", () => {
  test("what they put live: overwriting the slot moves the slot alone, until somebody deploys", async () => {
    const { jane } = bench();
    const { id } = await jane.prompts.create({ name: "Pinned" });
    await jane.versions.save(id, { number: 1, mode: "replace", input: saying("old") });
    const deployed = await jane.deployments.deploy(id, { version: 1 });
    await jane.versions.save(id, { number: 1, mode: "replace", input: saying("new") });
    const live = await jane.resolve("pinned");
    expect(live).toMatchObject({ number: 1, revision: deployed.revision, contentHash: deployed.contentHash });
    expect(live.render().messages).toEqual(saying("old").messages);
    expect((await jane.prompts.get(id)).live?.version.content).toEqual(saying("old"));
    expect((await jane.deployments.list(id))[0]?.version.content).toEqual(saying("old"));
    expect((await jane.versions.get(id, 1)).content).toEqual(saying("new"));
    await jane.deployments.deploy(id, { version: 1 });
    expect((await jane.resolve({ id })).content).toEqual(saying("new"));
  });

  test("and are returned to and promoted as they were, also after a rebuild", async () => {
    const { jane, store } = bench();
    const { id } = await jane.prompts.create({ name: "Pinned" });
    await jane.versions.save(id, { number: 1, mode: "replace", input: saying("old") });
    await jane.deployments.deploy(id, { version: 1 });
    await jane.versions.save(id, { number: 2, mode: "replace", input: saying("two") });
    await jane.deployments.deploy(id, { version: 2 });
    await jane.versions.save(id, { number: 1, mode: "replace", input: saying("new") });
    const back = await jane.deployments.rollback(id);
    expect(back).toMatchObject({ number: 1, version: { content: saying("old") } });
    const promoted = await jane.deployments.promote(id, { from: "production", to: "staging" });
    expect(promoted).toMatchObject({ environment: "staging", version: { content: saying("old") } });
    for await (const { differences } of store.rebuild("acme", { check: true }))
      expect(differences).toEqual([]);
  });

  test("a promotion of what the same batch has overwritten brings what was pinned", async () => {
    const { jane, store } = bench();
    const { id } = await jane.prompts.create({ name: "Pinned" });
    await jane.versions.save(id, { number: 1, mode: "replace", input: saying("old") });
    await jane.batch([
      { type: "DeployVersion", prompt: id, version: 1, environment: "staging" },
      { type: "SaveVersion", prompt: id, number: 1, mode: "replace", input: saying("new") },
      { type: "PromoteDeployment", prompt: id, from: "staging", to: "production" },
    ]);
    expect((await jane.resolve("pinned")).content).toEqual(saying("old"));
    for await (const { differences } of store.rebuild("acme", { check: true }))
      expect(differences).toEqual([]);
  });
});

test("X13 a batch may bring back what it has itself overwritten: it once made other content live under that hash", async () => {
  const { jane, store, clock } = bench();
  const { id } = await jane.prompts.create({ name: "Pinned" });
  await jane.versions.save(id, { number: 1, mode: "replace", input: saying("oldest") });
  await clock.advance(1000);
  const save = (text: string) =>
    ({ type: "SaveVersion", prompt: id, number: 1, mode: "replace", input: saying(text) }) as const;
  const deploy = { type: "DeployVersion", prompt: id, version: 1 } as const;
  const promote = { type: "PromoteDeployment", prompt: id, from: "production", to: "staging" } as const;
  const back = { type: "RollBackDeployment", prompt: id } as const;
  await jane.batch([save("a"), deploy, save("b"), promote, deploy, back]);
  for (const environment of ["production", "staging"]) {
    const { content, contentHash } = await jane.resolve("pinned", { environment });
    expect(content).toEqual(saying("a"));
    expect(contentHash).toBe((await jane.versions.get(id, 1, { at: { position: 7 } })).contentHash);
  }
  const pinned = (await jane.deployments.list(id)).map(({ version }) => version);
  expect(pinned.map(({ updatedAt, committedAt }) => [updatedAt, committedAt])).toEqual([
    [BEGINNING + 1000, BEGINNING + 1000],
    [BEGINNING + 1000, BEGINNING + 1000],
  ]);
  for await (const { differences } of store.rebuild("acme", { check: true })) expect(differences).toEqual([]);
});

test("X14 several writes in one call are one append, all or none", async () => {
  const { jane } = bench();
  const { id } = await jane.prompts.create({ name: "Batch" });
  const { receipt, answers } = await jane.batch([
    { type: "CreateVersion", prompt: id, input: saying("a") },
    { type: "CommitVersion", prompt: { slug: "batch" } },
    { type: "DeployVersion", prompt: id, version: 1 },
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
    { type: "CreateVersion", prompt: id, input: saying("b") },
    { type: "DeployVersion", prompt: id, version: 2 },
  ]);
  expect(await refusal(failing)).toMatchObject({ code: "version-is-draft" });
  expect(await logOf(jane, receipt.position)).toEqual([]);
});

test("X15 events hold an opaque id alone; name, e-mail and a small integer are in the directory", async () => {
  const { ledger, jane, store } = bench();
  const anna = ledger.as({
    tenant: "acme",
    actor: { id: "u-1", email: "anna@acme.test", firstName: "Anna", lastName: "Lind" },
  });
  const { id, createdBy } = await anna.prompts.create({ name: "Mine" });
  expect(createdBy).toBe("u-1");
  for await (const event of store.readLog("acme", { after: 0 }))
    expect(JSON.stringify(event)).not.toContain("anna@acme.test");
  expect((await jane.history.of(id)).map(({ actor }) => actor)).toEqual(["u-1"]);
  const entry = { id: "u-1", number: 1, email: "anna@acme.test", firstName: "Anna", lastName: "Lind" };
  expect(await jane.actors.describe(["u-1", "nobody"])).toEqual([entry, null]);
  await jane.actors.erase("u-1");
  expect(await jane.actors.describe(["u-1"])).toEqual([
    { id: "u-1", number: 1, email: null, firstName: null, lastName: null },
  ]);
  expect(await jane.history.of(id)).toHaveLength(1);
});

test("X16 an id is minted unless given, and never used again in its tenant", async () => {
  const { jane, ledger } = bench();
  expect((await jane.prompts.create({ name: "Minted" })).id).toMatch(/^prm_[0-9]{26}$/u);
  const given = await jane.prompts.create({ id: "kept-From_Elsewhere", name: "Given" });
  expect(given.id).toBe("kept-From_Elsewhere");
  await jane.prompts.delete(given.id);
  expect(await refusal(jane.prompts.create({ id: given.id, name: "Again" }))).toMatchObject({
    code: "id-taken",
    fields: ["id"],
  });
  expect(await refusal(jane.prompts.create({ id: "no spaces", name: "n" }))).toMatchObject({
    fields: ["id"],
  });
  const elsewhere = ledger.as({ tenant: "other", actor: { id: "jane" } });
  expect((await elsewhere.prompts.create({ id: given.id, name: "Given" })).id).toBe(given.id);
});
