import { describe, expect, test } from "vitest";
import { bench, refusal, saying } from "../../test/ledger.ts";

/** A prompt that is live, under each name that a call may take. */
async function named() {
  const { jane } = bench();
  const prompt = await jane.prompts.create({ id: "an-id", name: "Greeter" });
  const version = await jane.versions.create(prompt, saying("Hi"));
  await jane.versions.commit(prompt);
  const deployment = await jane.deployments.deploy(prompt, { version: 1 });
  const resolved = await jane.resolve(prompt);
  const references = [
    "greeter",
    prompt,
    { id: "an-id" },
    version,
    deployment,
    resolved,
    { promptId: "an-id" },
  ];
  return { jane, prompt, references };
}

describe("a reference to a prompt", () => {
  test("is its slug, or any object that has its id, in reads and writes alike", async () => {
    const { jane, prompt, references } = await named();
    for (const reference of references) {
      expect((await jane.prompts.get(reference)).id).toBe("an-id");
      expect((await jane.versions.get(reference, 1)).promptId).toBe("an-id");
      expect((await jane.versions.list(reference)).prompt.slug).toBe("greeter");
      expect((await jane.deployments.list(reference)).length).toBe(1);
      expect((await jane.history.of(reference)).items.length).toBeGreaterThan(3);
      expect((await jane.resolve(reference)).number).toBe(1);
      expect((await jane.access.check({ id: "jane" }, reference)).READ).toBe(true);
      expect((await jane.prompts.star(reference)).id).toBe("an-id");
      expect(await jane.batch([{ type: "EditPrompt", prompt: reference, starred: false }])).toMatchObject({
        answers: [{ id: prompt.id }],
      });
    }
  });

  test("of a version is that to its prompt: promptId is read before id", async () => {
    const { jane } = await named();
    const version = await jane.versions.get("greeter", 1);
    expect(version.id).toMatch(/^pv_/u);
    expect((await jane.prompts.get(version)).id).toBe("an-id");
  });

  test("makes the same command however it is written", async () => {
    const { jane, prompt } = await named();
    const first = await jane.prompts.edit(prompt, { name: "n" }, { commandId: "c" });
    expect((await jane.prompts.edit({ id: "an-id" }, { name: "n" }, { commandId: "c" })).receipt).toEqual({
      ...first.receipt,
      repeated: true,
    });
  });

  test("that is an id as a string is refused, and told to be passed as one", async () => {
    const { jane } = await named();
    const message =
      'there is no prompt with the slug "an-id"; a prompt has that text as its id: pass { id: "an-id" }';
    const calls = [
      () => jane.prompts.get("an-id"),
      () => jane.prompts.edit("an-id", { name: "n" }),
      () => jane.versions.list("an-id"),
      () => jane.access.grants("an-id"),
      () => jane.resolve("an-id"),
    ];
    for (const call of calls)
      expect(await refusal(call())).toMatchObject({ code: "prompt-not-found", message, fields: ["prompt"] });
    expect(await refusal(jane.prompts.get("nobody"))).toMatchObject({
      message: 'there is no prompt with the slug "nobody"',
    });
    const minted = "prm_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    expect(await refusal(jane.prompts.get(minted))).toEqual({
      code: "invalid-input",
      message: "prompt: is shaped like a prompt's id, and a string is a slug; pass { id }",
      fields: ["prompt"],
    });
  });

  test.each<[unknown, string]>([
    [undefined, "must be a slug, or an object with the id of a prompt"],
    [{ slug: "greeter" }, "must be a slug, or an object with the id of a prompt"],
    ["", "must not be empty"],
    [{ id: 7 }, "the id must have 1 to 64 characters out of A-Z, a-z, 0-9, _ and -"],
    [{ promptId: "a b", id: "an-id" }, "the id must have 1 to 64 characters out of A-Z, a-z, 0-9, _ and -"],
  ])("may not be %j", async (reference, message) => {
    const { jane } = await named();
    for (const call of [jane.prompts.get, jane.prompts.delete])
      expect(await refusal(call(reference as string))).toEqual({
        code: "invalid-input",
        message: `prompt: ${message}`,
        fields: ["prompt"],
      });
  });
});
