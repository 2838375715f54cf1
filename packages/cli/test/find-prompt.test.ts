import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import { expect, test } from "vitest";
import { findPrompt } from "../src/commands/find-prompt.ts";

function setUp() {
  const store = memoryEventStore();
  const ledger = createLedger({ store });
  const jane = ledger.as({ tenant: "default", actor: { id: "jane" } });
  const opened = { ledger, store, inMemory: false, shown: "memory:", tenantLedger: jane };
  const find = async (name: string, json = false) => {
    let note = "";
    const err = { write: (text: string) => (note += text) };
    const found = await findPrompt(opened, name, json, { out: err, err, environment: {} });
    return { id: found.prompt.id, foundBy: found.foundBy, note };
  };
  return { jane, find };
}

test("A prompt is found by its slug and by its id, and the note says which", async () => {
  const { jane, find } = setUp();
  const { id } = await jane.prompts.create({ name: "Greeting" });
  expect(await find("greeting")).toEqual({
    id,
    foundBy: "slug",
    note: "prompt greeting (found by its slug)\n",
  });
  expect(await find(id)).toEqual({ id, foundBy: "id", note: `prompt ${id} (found by its id)\n` });
});

test("There is no note if the answer is JSON", async () => {
  const { jane, find } = setUp();
  await jane.prompts.create({ name: "Greeting" });
  expect(await find("greeting", true)).toMatchObject({ foundBy: "slug", note: "" });
});

test("If the slug of one prompt is the id of another, the slug wins, and the note says so", async () => {
  const { jane, find } = setUp();
  await jane.prompts.create({ id: "welcome", name: "Other" });
  await jane.prompts.create({ id: "own", name: "Welcome" });
  expect(await find("welcome")).toEqual({
    id: "own",
    foundBy: "slug",
    note: "prompt welcome (found by its slug; another prompt has it as its id)\n",
  });
  await jane.prompts.delete("welcome");
  expect(await find("welcome")).toMatchObject({ id: "welcome", foundBy: "id" });
});

test("A prompt whose slug equals its own id is found without a remark about another prompt", async () => {
  const { jane, find } = setUp();
  await jane.prompts.create({ id: "greeting", name: "Greeting" });
  expect((await find("greeting")).note).toBe("prompt greeting (found by its slug)\n");
});

test("A deleted prompt is found by its id, and by its former slug unless a living prompt has it", async () => {
  const { jane, find } = setUp();
  const { id } = await jane.prompts.create({ name: "Greeting" });
  await jane.prompts.delete({ id });
  expect(await find(id)).toMatchObject({ id, note: `prompt ${id} (found by its id; it is deleted)\n` });
  expect(await find("greeting")).toMatchObject({
    id,
    note: "prompt greeting (found by its slug; it is deleted)\n",
  });
  const living = await jane.prompts.create({ name: "Greeting" });
  expect(await find("greeting")).toMatchObject({ id: living.id, foundBy: "slug" });
  await jane.prompts.delete(living);
  await expect(find("greeting")).rejects.toMatchObject({
    code: "prompt-ambiguous",
    hint: expect.stringContaining(id),
  });
});

test.each(["nothing", "prm_01ARZ3NDEKTSV4RRFFQ69G5FAV", "", "a\nb", "x".repeat(300)])(
  "If there is no prompt %j, the error says that it is neither a slug nor an id",
  async (name) => {
    await expect(setUp().find(name)).rejects.toMatchObject({
      code: "prompt-not-found",
      exitCode: 3,
      message: `there is no prompt with the slug ${name}, and none with the id ${name}`,
    });
  },
);
