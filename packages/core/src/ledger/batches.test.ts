import { describe, expect, test } from "vitest";
import { bench, refusal, saying, send } from "../../test/ledger.ts";

describe("a batch of all kinds", () => {
  test("is one append, and each command sees what those before it have done", async () => {
    const { jane, as } = bench();
    const metadata = { ticket: "OPS-17" };
    const commands = [
      { type: "SaveIntegration", name: "openai", input: { type: "openai" } },
      { type: "SaveModel", name: "openai", model: "gpt-4o", input: {} },
      { type: "CreatePrompt", id: "p", name: "Greeter" },
      { type: "CreateVersion", prompt: "greeter", input: { integrations: ["openai:gpt-4o"] } },
      { type: "CreateApplication", id: "app", name: "App" },
      { type: "AddRole", id: "app", role: "USER" },
      {
        type: "GrantOnTarget",
        target: { integration: "openai" },
        subject: { type: "user", id: "ann" },
        permissions: ["READ"],
      },
      { type: "DeleteModel", name: "openai", model: "gpt-4o" },
    ] as const;
    const { receipt, answers } = await jane.batch(commands, { metadata });
    expect(answers[0]).toMatchObject({ name: "openai", models: [], createdBy: "jane" });
    expect(answers[1]).toMatchObject({ integration: "openai", name: "gpt-4o" });
    expect(answers[3]).toMatchObject({ number: 1, integrations: ["openai:gpt-4o"] });
    expect(answers[5]).toMatchObject({ id: "app", roles: ["USER"] });
    expect(answers[6]).toMatchObject({ grants: [{ permissions: ["READ"] }] });
    expect(answers[7]).toEqual({ integration: "openai", name: "gpt-4o" });
    for (const answer of answers.slice(0, 6)) {
      const { createdAt } = answer as { readonly createdAt: number };
      expect(createdAt).toBeGreaterThan(0);
    }
    expect((await as("ann", { kind: "user" }).integrations.get("openai")).models).toEqual([]);
    const log = await jane.history.replay((events: string[], { commandId }) => [...events, commandId], []);
    expect(new Set(log).size).toBe(1);
    expect(log.length).toBe(receipt.position);
    for await (const event of jane.history.log()) expect(event.metadata.metadata).toEqual(metadata);
  });

  test("is none at all where one command is refused, whichever aggregate it is of", async () => {
    const { jane } = bench();
    const batch = jane.batch([
      { type: "CreatePrompt", name: "n" },
      { type: "CreateApplication", id: "app", name: "App" },
      { type: "CreateApplication", id: "app", name: "App" },
    ]);
    await expect(batch).rejects.toMatchObject({ code: "id-taken", command: 2 });
    expect((await jane.prompts.find()).total).toBe(0);
    expect(await jane.applications.list()).toEqual([]);
  });

  test.each<[string, object, string]>([
    ["rejected", { type: "CommitVersion", prompt: "n" }, "no-draft"],
    ["about a prompt that is not there", { type: "DeletePrompt", prompt: "none" }, "prompt-not-found"],
    ["invalid", { type: "EditPrompt", prompt: "n", name: "" }, "invalid-input"],
    ["of no type", { type: "RenamePrompt", prompt: "n" }, "invalid-input"],
    ["forbidden", { type: "SaveIntegration", name: "openai", input: { type: "openai" } }, "forbidden"],
  ])("says which command was %s", async (_, command, code) => {
    const ann = bench().as("ann", { kind: "user" });
    const good = { type: "CreatePrompt", name: "n" } as const;
    await expect(ann.batch([good, command as typeof good])).rejects.toMatchObject({ code, command: 1 });
  });

  test("says of no command that it was refused where the store was closed", async () => {
    const { jane, ledger } = bench();
    await ledger.close();
    const batch = jane.batch([{ type: "CreatePrompt", name: "n" }]);
    await expect(batch).rejects.toMatchObject({ code: "store-closed", command: null });
  });

  test("finds the prompt that holds a slug by now, also where this batch has moved it", async () => {
    const { jane } = bench();
    await jane.prompts.create({ id: "a", name: "A" });
    const { answers } = await jane.batch([
      { type: "EditPrompt", prompt: { id: "a" }, slug: "x" },
      { type: "CreatePrompt", name: "X", slug: "x", ifAbsent: true },
      { type: "CreatePrompt", name: "A", slug: "a", ifAbsent: true },
    ]);
    expect(answers[1].id).toBe("a");
    expect(answers[2].id).not.toBe("a");
  });

  test("finds it by a slug that this batch has given it, and no prompt that had the slug before", async () => {
    const { jane } = bench();
    await jane.prompts.create({ id: "a", name: "A" });
    await jane.prompts.create({ id: "b", name: "B" });
    const { answers } = await jane.batch([
      { type: "EditPrompt", prompt: "a", slug: "x" },
      { type: "EditPrompt", prompt: "b", slug: "a" },
      { type: "CreateVersion", prompt: "a", input: saying("of b") },
      { type: "CreatePrompt", id: "copy", name: "Copy", from: { prompt: "a" } },
      { type: "CreateVersion", prompt: "x", input: saying("of a") },
    ]);
    expect([answers[2].promptId, answers[4].promptId]).toEqual(["b", "a"]);
    expect(answers[3].current?.content).toEqual(answers[2].content);
  });

  test("that is repeated answers each command as it was answered first", async () => {
    const { jane } = bench();
    const make = () =>
      jane.batch(
        [
          { type: "CreateApplication", name: "App" },
          { type: "CreatePrompt", name: "n" },
          { type: "SaveIntegration", name: "a", input: { type: "openai" } },
          { type: "EditPrompt", prompt: "n", name: "m" },
        ],
        { commandId: "c" },
      );
    const first = await make();
    await jane.applications.addRole(first.answers[0].id, "USER");
    await jane.integrations.save("a", { type: "openai", enabled: false });
    await jane.prompts.edit("n", { name: "o" });
    expect(await make()).toEqual({ ...first, receipt: { ...first.receipt, repeated: true } });
  });

  test("takes expected and occurredAt for prompts alone", async () => {
    const { jane } = bench();
    const create = { type: "CreateApplication", name: "App" } as const;
    expect(await refusal(jane.batch([create], { expected: 0 }))).toMatchObject({ fields: ["expected"] });
    expect(await refusal(jane.batch([create], { occurredAt: 1 }))).toMatchObject({ fields: ["occurredAt"] });
  });
});

describe("what was meant", () => {
  test("is the command, so that one sent again is the same, whatever came in between", async () => {
    const { jane } = bench();
    await jane.integrations.save("openai", { type: "openai" });
    await jane.integrations.saveModel("openai", "gpt-4o", {});
    const prompt = await jane.prompts.create({ name: "n" });
    await jane.versions.create(prompt, saying("a"));
    await jane.versions.commit(prompt);
    const associate = () =>
      send(
        jane,
        { type: "EditVersion", prompt: "n", number: "latest", changes: {}, associate: "openai:gpt-4o" },
        { commandId: "c" },
      );
    const first = await associate();
    expect(first).toMatchObject({ number: 1, integrations: ["openai:gpt-4o"] });
    await jane.versions.create(prompt, saying("b"));
    await jane.versions.commit(prompt);
    expect(await associate()).toEqual({ ...first, receipt: { ...first.receipt, repeated: true } });
  });

  test("is the newest committed version, or else the draft, where only the first is committed", async () => {
    const { jane } = bench();
    const prompt = await jane.prompts.create({ name: "n" });
    const publish = () =>
      jane.batch([
        { type: "CommitVersion", prompt: "n", ifNoneCommitted: true, createNextDraft: true },
        { type: "DeployVersion", prompt: "n", version: "latest" },
      ]);
    expect(await refusal(publish())).toMatchObject({ code: "no-draft" });
    await jane.versions.create(prompt, saying("a"));
    expect((await publish()).answers).toMatchObject([{ number: 1 }, { number: 1 }]);
    expect(await publish()).toMatchObject({
      receipt: { changed: false },
      answers: [{ number: 1, status: "committed" }, { number: 1 }],
    });
    expect((await jane.prompts.get(prompt)).draft).toBe(2);
  });

  test.each<["mustache" | "dollar" | "jinja" | undefined, "mustache" | undefined]>([
    ["dollar", "mustache"],
    ["mustache", "mustache"],
    ["jinja", "mustache"],
    [undefined, undefined],
  ])("of messages in a version that is written in %s is %s afterwards", async (before, after) => {
    const { jane } = bench();
    const prompt = await jane.prompts.create({ name: "n" });
    const syntax = before === undefined ? {} : { templateSyntax: before };
    await jane.versions.create(prompt, { ...saying("a"), ...syntax });
    const edit = { type: "EditVersion", prompt: "n", changes: saying("b"), syntax: "mustache" } as const;
    expect((await send(jane, edit)).content.templateSyntax).toBe(after);
    const other = { ...edit, changes: { model: "m" } };
    expect((await send(jane, other)).content.templateSyntax).toBe(after);
  });
});
