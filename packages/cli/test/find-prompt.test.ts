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
    let told = "";
    const err = { write: (text: string) => (told += text) };
    const found = await findPrompt(opened, name, json, { out: err, err, environment: {} });
    return { id: found.prompt.id, foundBy: found.foundBy, told };
  };
  return { jane, find };
}

test("A prompt is found by its slug and by its id, and which of them it was is said", async () => {
  const { jane, find } = setUp();
  const { id } = await jane.prompts.create({ name: "Greeting" });
  expect(await find("greeting")).toEqual({
    id,
    foundBy: "slug",
    told: "prompt greeting (found by its slug)\n",
  });
  expect(await find(id)).toEqual({ id, foundBy: "id", told: `prompt ${id} (found by its id)\n` });
});

test("Nothing is said where the answer is JSON", async () => {
  const { jane, find } = setUp();
  await jane.prompts.create({ name: "Greeting" });
  expect(await find("greeting", true)).toMatchObject({ foundBy: "slug", told: "" });
});

test("Where a prompt has as its slug what another has as its id, the slug is taken, and that is said", async () => {
  const { jane, find } = setUp();
  await jane.prompts.create({ id: "welcome", name: "Other" });
  await jane.prompts.create({ id: "own", name: "Welcome" });
  expect(await find("welcome")).toEqual({
    id: "own",
    foundBy: "slug",
    told: "prompt welcome (found by its slug; another prompt has it as its id)\n",
  });
  await jane.prompts.delete("welcome");
  expect(await find("welcome")).toMatchObject({ id: "welcome", foundBy: "id" });
});

test("A prompt whose slug is its id is no other prompt", async () => {
  const { jane, find } = setUp();
  await jane.prompts.create({ id: "greeting", name: "Greeting" });
  expect((await find("greeting")).told).toBe("prompt greeting (found by its slug)\n");
});

test("A deleted prompt is found by its id, and by the slug that it had while no living one has that", async () => {
  const { jane, find } = setUp();
  const { id } = await jane.prompts.create({ name: "Greeting" });
  await jane.prompts.delete({ id });
  expect(await find(id)).toMatchObject({ id, told: `prompt ${id} (found by its id; it is deleted)\n` });
  expect(await find("greeting")).toMatchObject({
    id,
    told: "prompt greeting (found by its slug; it is deleted)\n",
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
  "Where there is no prompt %j, the error names slug and id",
  async (name) => {
    await expect(setUp().find(name)).rejects.toMatchObject({
      code: "prompt-not-found",
      exitCode: 3,
      message: `there is no prompt with the slug ${name}, and none with the id ${name}`,
    });
  },
);
