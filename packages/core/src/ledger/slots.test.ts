// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
import { memoryEventStore } from "@promptledger/adapter-memory";
import { describe, expect, test } from "vitest";
import { saying, send } from "../../test/ledger.ts";
import { createLedger } from "./create-ledger.ts";

function setUp() {
  return createLedger({ store: memoryEventStore() }).as({ tenant: "acme", actor: { id: "jane" } });
}

const slug = "greeter";
const prompt = slug;

describe("a batch", () => {
  test("may name a prompt that it creates by its slug, and is idempotent as a whole", async () => {
    const acme = setUp();
    const make = () =>
      acme.batch(
        [
          { type: "CreatePrompt", name: slug, slug },
          { type: "SaveVersion", prompt, number: 3, mode: "replace", input: {}, text: "Hi ${name}" },
          { type: "DeployVersion", prompt, version: "latest" },
        ],
        { commandId: "one" },
      );
    const first = await make();
    expect(first.answers[1]).toMatchObject({ number: 3, status: "committed" });
    expect(await make()).toMatchObject({
      receipt: { repeated: true },
      answers: [{ id: first.answers[0].id }, {}, {}],
    });
    expect(await acme.prompts.get(prompt)).toMatchObject({ live: { number: 3 } });
  });

  test("that names a slug of nobody writes nothing", async () => {
    const acme = setUp();
    const commands = [
      { type: "CreatePrompt", name: "other" },
      { type: "SaveVersion", prompt, number: 1, mode: "replace", input: {}, text: "Hi" },
    ] as const;
    await expect(acme.batch(commands)).rejects.toMatchObject({ code: "prompt-not-found" });
    expect((await acme.prompts.find()).total).toBe(0);
  });
});

describe("saving a text", () => {
  test("replaces a record by one message of the user, and patches a draft in its own syntax and role", async () => {
    const acme = setUp();
    await acme.prompts.create({ name: slug });
    await acme.versions.create(prompt, {
      messages: [{ role: "system", content: "Hi {{name}}" }],
      model: "m",
    });
    const patched = await send(acme, {
      type: "SaveVersion",
      prompt,
      number: "current",
      mode: "patch",
      input: { description: "d" },
      text: "Hello {{name}}",
    });
    expect(patched).toMatchObject({ number: 1, status: "committed", description: "d" });
    expect(patched.content).toEqual({
      messages: [{ role: "system", content: "Hello {{name}}" }],
      model: "m",
    });
    const replaced = await send(acme, {
      type: "SaveVersion",
      prompt,
      number: 1,
      mode: "replace",
      input: {},
      text: "Hi ${name}",
      format: "json",
    });
    expect(replaced.content).toEqual({
      messages: [{ role: "user", content: "Hi ${name}" }],
      responseFormat: { type: "json_object" },
      templateSyntax: "dollar",
    });
  });
});

describe("deleting the last version", () => {
  test("empties the prompt, or deletes it in the same append where that is asked", async () => {
    const acme = setUp();
    await acme.prompts.create({ name: slug });
    const save = (number: number) =>
      send(acme, { type: "SaveVersion", prompt, number, mode: "replace", input: {}, text: `v${number}` });
    await save(1);
    await acme.versions.delete(prompt, 1);
    expect(await acme.prompts.get(prompt)).toMatchObject({ numbers: [] });
    await save(1);
    await save(2);
    const remove = (number: number) =>
      acme.batch([{ type: "DeleteVersion", prompt, number, ifLastVersion: "delete" }]);
    expect((await remove(1)).answers[0]).toMatchObject({ deleted: false, numbers: [2] });
    expect((await remove(2)).answers[0]).toMatchObject({ deleted: true, numbers: [] });
    await expect(acme.prompts.get(prompt)).rejects.toMatchObject({ code: "prompt-not-found" });
    expect(await acme.prompts.create({ name: slug, slug })).toMatchObject({ slug });
  });
});

describe("associating a model", () => {
  test("adds it once, loses none of two at once, and reopens nothing", async () => {
    const acme = setUp();
    await acme.prompts.create({ name: slug });
    await send(acme, { type: "SaveVersion", prompt, number: 1, mode: "replace", input: {}, text: "Hi" });
    for (const [name, model] of [
      ["a", "1"],
      ["b", "2"],
    ] as const) {
      await acme.integrations.save(name, { type: "openai" });
      await acme.integrations.saveModel(name, model, {});
    }
    const associate = (integration: string) =>
      acme.batch([{ type: "EditVersion", prompt, number: 1, changes: {}, associate: integration }]);
    await Promise.all([associate("a:1"), associate("b:2"), associate("a:1")]);
    const version = await acme.versions.get(prompt, 1);
    expect(version.integrations.toSorted()).toEqual(["a:1", "b:2"]);
    const types = (await acme.history.of(prompt)).items.map(({ type }) => type);
    expect(types).not.toContain("VersionReopened");
    expect((await associate("b:2")).receipt.changed).toBe(false);
  });
});

test("a rollback to what its own batch has made tells no time that the store has yet to record", async () => {
  const acme = setUp();
  const { id } = await acme.prompts.create({ name: slug, slug });
  const save = (text: string) =>
    ({ type: "SaveVersion", prompt, number: 1, mode: "replace", input: {}, text }) as const;
  const deploy = { type: "DeployVersion", prompt, version: 1 } as const;
  const rollback = { type: "RollBackDeployment", prompt } as const;
  const { answers } = await acme.batch([save("a"), deploy, save("b"), deploy, rollback]);
  const events = (await acme.history.of({ id })).items;
  const { recordedAt, data } = events.at(-1) ?? {};
  // It once held -1, which stands for "when this is appended" in documents alone.
  expect(JSON.stringify(events)).not.toContain(":-1");
  expect(data).toMatchObject({ snapshot: { content: saying("a") } });
  const times = { createdAt: recordedAt, updatedAt: recordedAt, committedAt: recordedAt };
  expect(answers[4].version).toMatchObject(times);
  expect((await acme.prompts.get({ id })).live?.version).toMatchObject({ ...times, content: saying("a") });
});
