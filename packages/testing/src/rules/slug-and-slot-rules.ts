import { describe, expect, test } from "vitest";
import type { RuleSetup } from "./rule-setup.ts";
import { logOf, save, saying } from "./rule-setup.ts";

/** X1 to X8: names, and the numbered slots. */
export function slugAndSlotRules(fresh: () => RuleSetup): void {
  describe("X1 slugs", () => {
    test("are the same in every normal form, however they are given and asked for", async () => {
      const { jane } = fresh();
      const [composed, decomposed] = ["caf\u00e9", "cafe\u0301"];
      const prompt = await jane.prompts.create({ name: decomposed, slug: decomposed });
      expect([prompt.name, prompt.slug]).toEqual([decomposed, composed]);
      for (const slug of [composed, decomposed]) {
        expect((await jane.prompts.get(slug)).id).toBe(prompt.id);
        const filter = { type: "compare", field: "slug", operator: "equals", value: slug } as const;
        expect((await jane.prompts.find({ filter })).total).toBe(1);
        await expect(jane.prompts.create({ name: "Other", slug })).rejects.toMatchObject({
          code: "slug-taken",
        });
        const answer = jane.batch([{ type: "CreatePrompt", name: "Other", slug, ifAbsent: true }]);
        expect((await answer).answers[0].id).toBe(prompt.id);
      }
      // The same slug in another form is no change.
      expect((await jane.prompts.edit(prompt, { slug: decomposed })).receipt.changed).toBe(false);
      await jane.prompts.edit(prompt, { slug: "n\u0303o" });
      expect((await jane.prompts.get("\u00f1o")).slug).toBe("\u00f1o");
      await jane.prompts.delete("n\u0303o");
      expect((await jane.prompts.restore(prompt, { slug: decomposed })).slug).toBe(composed);
    });

    test("are unique among living prompts: a taken one gets the id's mark, and one given by the caller is refused", async () => {
      const { jane } = fresh();
      const first = await jane.prompts.create({ name: "Grüße Welt" });
      const second = await jane.prompts.create({ name: "Grüße, Welt!" });
      expect([first.slug, second.slug]).toEqual([
        "grüße-welt",
        `grüße-welt-${second.id.slice(-6).toLowerCase()}`,
      ]);
      await expect(jane.prompts.create({ name: "Other", slug: "grüße-welt" })).rejects.toMatchObject({
        code: "slug-taken",
        message: `the slug "grüße-welt" belongs to the prompt ${first.id}; choose another one`,
        issues: [{ field: "slug" }],
      });
      await jane.prompts.delete(first);
      expect((await jane.prompts.create({ name: "Grüße Welt" })).slug).toBe("grüße-welt");
    });

    test("of a name without letters are made of the id", async () => {
      const { jane } = fresh();
      const prompt = await jane.prompts.create({ name: "🎉" });
      expect(prompt.slug).toBe(`prompt-${prompt.id.slice(-6).toLowerCase()}`);
      const given = await jane.prompts.create({ id: "My-Prompt", name: "!!!" });
      expect(given.slug).toBe("prompt-my-pro");
    });

    test("shaped like an id are refused", async () => {
      const { jane } = fresh();
      const slug = "prm_01ARZ3NDEKTSV4RRFFQ69G5FAV";
      await expect(jane.prompts.create({ name: "n", slug })).rejects.toMatchObject({
        issues: [{ field: "slug" }],
      });
    });

    test("are raced for by one winner", async () => {
      const { jane, as } = fresh();
      const results = await Promise.allSettled([
        jane.prompts.create({ name: "a", slug: "s" }),
        as("bob").prompts.create({ name: "b", slug: "s" }),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(results.find((one) => one.status === "rejected")?.reason).toMatchObject({ code: "slug-taken" });
      const named = await Promise.all([1, 2, 3].map(() => as("bob").prompts.create({ name: "Same" })));
      expect(new Set(named.map(({ slug }) => slug)).size).toBe(3);
    });
  });

  test("X2 renaming keeps the slug; moving the slug frees the old one and keeps the grants; a taken one is refused", async () => {
    const { jane } = fresh();
    const prompt = await jane.prompts.create({ name: "First" });
    await jane.access.grant(prompt, { subject: { type: "user", id: "bob" }, permissions: ["READ"] });
    expect(await jane.prompts.edit(prompt, { name: "Renamed" })).toMatchObject({
      name: "Renamed",
      slug: "first",
    });
    const moved = await jane.prompts.edit("first", { slug: "moved" });
    expect(moved).toMatchObject({ id: prompt.id, slug: "moved", grants: [{ permissions: ["READ"] }] });
    await expect(jane.prompts.get("first")).rejects.toMatchObject({ code: "prompt-not-found" });
    await jane.prompts.create({ name: "First" });
    await expect(jane.prompts.edit(prompt, { slug: "first" })).rejects.toMatchObject({ code: "slug-taken" });
    expect(await jane.prompts.get("moved")).toMatchObject({ id: prompt.id });
  });

  test("X3 a fresh prompt has no versions, and exists", async () => {
    const { jane } = fresh();
    const prompt = await jane.prompts.create({ name: "Fresh" });
    expect(prompt).toMatchObject({ numbers: [], current: null, live: null, draft: null, commitCount: 0 });
    for (const version of [1, "current", "latest"] as const)
      await expect(jane.versions.get(prompt, version)).rejects.toMatchObject({
        code: "version-not-found",
      });
    expect(await jane.versions.list(prompt)).toMatchObject({ total: 0, items: [] });
  });

  test("X5 a save counts every slot and ends committed; creating gives no number out twice", async () => {
    const { jane } = fresh();
    const prompt = await jane.prompts.create({ name: "Slots" });
    const slot = (number: number | "next" | "current", text: string) =>
      save(jane, prompt, { number, mode: "replace", input: saying(text) });
    expect(await slot("next", "a")).toMatchObject({ number: 1, status: "committed" });
    expect(await slot(7, "b")).toMatchObject({ number: 7, status: "committed" });
    expect(await slot(3, "c")).toMatchObject({ number: 3, status: "committed" });
    await jane.versions.delete(prompt, 7);
    expect(await slot("next", "d")).toMatchObject({ number: 4 });
    expect(await jane.versions.create(prompt, saying("e"))).toMatchObject({ number: 8, status: "draft" });
    expect(await slot("current", "f")).toMatchObject({ number: 8, status: "committed" });
    expect((await jane.prompts.get(prompt)).numbers).toEqual([1, 3, 4, 8]);
    for (const number of [0, 2_147_483_648])
      await expect(slot(number, "x")).rejects.toMatchObject({
        code: "invalid-input",
        issues: [{ field: "number" }],
      });
  });

  test("X6 replacing starts a new record, patching keeps it, and the same content by the same actor appends nothing", async () => {
    const { jane, as, clock } = fresh();
    const bob = as("bob");
    const prompt = await jane.prompts.create({ name: "Records" });
    const same = { number: 1, mode: "replace", input: { ...saying("a"), temperature: 1 } } as const;
    const first = await save(jane, prompt, same);
    clock.advance(1000);
    expect((await save(jane, prompt, same)).receipt).toMatchObject({ changed: false });
    const patched = await save(bob, prompt, { number: 1, mode: "patch", input: saying("b") });
    expect(patched).toMatchObject({
      content: { temperature: 1 },
      createdBy: "jane",
      createdAt: first.createdAt,
      updatedBy: "bob",
    });
    const replaced = await save(bob, prompt, { number: 1, mode: "replace", input: saying("b") });
    expect(replaced).toMatchObject({ createdBy: "bob", createdAt: first.createdAt + 1000 });
    expect(replaced.content).toEqual(saying("b"));
    await jane.versions.create(prompt, saying("c"));
    await jane.versions.commit(prompt, { message: "checked" });
    const kept = await save(jane, prompt, { number: 2, mode: "patch", input: saying("d") });
    expect(kept.message).toBe("checked");
    expect((await save(jane, prompt, { number: 2, mode: "replace", input: saying("e") })).message).toBeNull();
    await jane.versions.delete(prompt, 2);
    await jane.versions.delete(prompt, 1);
    expect(await save(jane, prompt, { number: 1, mode: "patch", input: {} })).toMatchObject({
      createdBy: "jane",
      content: {},
    });
  });

  test("X7 description and integrations are not part of the hash, and changing them reopens nothing", async () => {
    const { jane } = fresh();
    const prompt = await jane.prompts.create({ name: "Notes" });
    const saved = await save(jane, prompt, { number: 1, mode: "replace", input: saying("a") });
    const { position } = (await jane.integrations.save("openai", { type: "openai" })).receipt;
    const edited = await jane.versions.edit(prompt, 1, { description: "d", integrations: ["openai:gpt-4o"] });
    expect(edited.contentHash).toBe(saved.contentHash);
    await save(jane, prompt, { number: 1, mode: "patch", input: { description: "e" } });
    expect(await logOf(jane, position)).toEqual(["VersionEdited 1", "VersionEdited 1"]);
  });

  test("X8 committing opens no draft unless asked to, and then in the same append", async () => {
    const { jane } = fresh();
    const prompt = await jane.prompts.create({ name: "Drafts" });
    await jane.versions.create(prompt, saying("a"));
    const first = await jane.versions.commit(prompt);
    expect(first).toMatchObject({ number: 1, status: "committed" });
    expect((await jane.prompts.get(prompt)).draft).toBeNull();
    await jane.versions.create(prompt, saying("a"));
    const { receipt, answers } = await jane.batch([{ type: "CommitVersion", prompt, createNextDraft: true }]);
    expect(answers[0]).toMatchObject({ number: 2, contentHash: first.contentHash });
    expect(await logOf(jane, receipt.position - 2)).toEqual(["VersionCommitted 2", "VersionCreated 3"]);
  });
}
