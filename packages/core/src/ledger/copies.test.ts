import { describe, expect, test } from "vitest";
import { bench, refusal, saying } from "../../test/ledger.ts";

/** A prompt with a committed version and a draft on top. */
async function source() {
  const made = bench();
  const { jane } = made;
  const prompt = await jane.prompts.create({ id: "p", name: "Greeter" });
  await jane.versions.create(prompt, { ...saying("one"), model: "m", description: "first" });
  await jane.versions.create(prompt, saying("two"));
  return { ...made, prompt };
}

describe("a new version", () => {
  test("starts from any version, and takes the rest of the input on top", async () => {
    const { jane, prompt } = await source();
    const third = await jane.versions.create(prompt, { from: 1, model: null, temperature: 1 });
    expect(third).toMatchObject({ number: 3, status: "draft", description: "first" });
    expect(third.content).toEqual({ ...saying("one"), temperature: 1 });
    expect((await jane.versions.create(prompt, { from: "current" })).content).toEqual(third.content);
    const latest = await jane.versions.create(prompt, { from: "latest" });
    expect(latest.content).toEqual(third.content);
    expect((await jane.versions.get(prompt, 4)).status).toBe("committed");
  });

  test("cannot start from one that is not there", async () => {
    const { jane, prompt } = await source();
    expect(await refusal(jane.versions.create(prompt, { from: 9 }))).toMatchObject({
      code: "version-not-found",
      message: "the prompt has no version 9",
    });
    expect(await refusal(jane.versions.create(prompt, { from: 0 }))).toMatchObject({ fields: ["from"] });
    const empty = await jane.prompts.create({ name: "Empty" });
    expect(await refusal(jane.versions.create(empty, { from: "latest" }))).toMatchObject({
      message: "the prompt has no committed version",
    });
  });
});

describe("a duplicate", () => {
  test("is a new prompt whose first draft holds what the current version holds, or another one", async () => {
    const { jane, prompt } = await source();
    const copy = await jane.prompts.duplicate(prompt, { name: "Copy" });
    expect(copy).toMatchObject({ slug: "copy", numbers: [1], draft: 1, live: null });
    expect(copy.current?.content).toEqual(saying("two"));
    const older = await jane.prompts.duplicate("greeter", { name: "Copy", id: "c", version: "latest" });
    expect(older).toMatchObject({ id: "c", current: { description: "first", content: { model: "m" } } });
    await jane.versions.edit(copy, 1, saying("changed"));
    expect((await jane.versions.get(prompt, 2)).content).toEqual(saying("two"));
  });

  test("is made once for a command id", async () => {
    const { jane, prompt } = await source();
    const make = () => jane.prompts.duplicate(prompt, { name: "Copy" }, { commandId: "c" });
    const first = await make();
    await jane.versions.create(prompt, saying("three"));
    expect(await make()).toEqual({ ...first, receipt: { ...first.receipt, repeated: true } });
  });

  test("needs a living source that has that version", async () => {
    const { jane, prompt } = await source();
    expect(await refusal(jane.prompts.duplicate("nobody", { name: "Copy" }))).toMatchObject({
      code: "prompt-not-found",
    });
    expect(await refusal(jane.prompts.duplicate(prompt, { name: "Copy", version: 9 }))).toMatchObject({
      code: "version-not-found",
    });
    await jane.prompts.delete(prompt);
    expect(await refusal(jane.prompts.duplicate(prompt, { name: "Copy" }))).toMatchObject({
      code: "prompt-not-found",
    });
    expect((await jane.prompts.find()).total).toBe(0);
  });

  test("of one that the same batch has made or changed holds what the batch has made of it", async () => {
    const { jane } = await source();
    const { answers } = await jane.batch([
      { type: "EditVersion", prompt: { id: "p" }, changes: saying("now") },
      { type: "CreatePrompt", name: "Copy", from: { prompt: "greeter" } },
      { type: "CreatePrompt", name: "Copy of copy", from: { prompt: "copy" } },
    ]);
    expect(answers[1].current?.content).toEqual(saying("now"));
    expect(answers[2].current?.content).toEqual(saying("now"));
  });
});
