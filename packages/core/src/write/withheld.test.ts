import { describe, expect, test } from "vitest";
import { bench, refusal, saying } from "../../test/ledger.ts";
import type { Permission } from "../access/grant.ts";
import type { LedgerCommand } from "./command.ts";
import { isWithheld } from "./withheld.ts";

const SECRET = "a secret text";

/** A prompt with two committed versions and a draft, an integration with a model, and a user with these permissions on all of it. */
async function withGrant(...permissions: readonly Permission[]) {
  const { jane, as } = bench();
  await jane.integrations.save("ours", { type: "custom", description: SECRET });
  await jane.integrations.saveModel("ours", "small", { description: SECRET });
  await jane.prompts.create({ id: "p", name: "Prompt", description: SECRET });
  for (let number = 1; number <= 3; number++) await jane.versions.create("prompt", saying(SECRET));
  await jane.deployments.deploy("prompt", { version: 1 });
  await jane.deployments.deploy("prompt", { version: 2 });
  const grant = { subject: { type: "user", id: "u" }, permissions } as const;
  await jane.access.grant("prompt", grant);
  await jane.access.grant({ integration: "ours" }, grant);
  return { jane, user: as("u", { kind: "user" }) };
}

const COMMANDS: readonly LedgerCommand[] = [
  { type: "EditPrompt", prompt: "prompt" },
  { type: "EditPrompt", prompt: "prompt", name: "n", starred: true },
  { type: "TagPrompt", prompt: "prompt", key: "k" },
  { type: "UntagPrompt", prompt: "prompt", key: "k" },
  { type: "EditVersion", prompt: "prompt", number: 3, changes: {} },
  { type: "EditVersion", prompt: "prompt", number: 1, changes: { description: "d" } },
  { type: "EditVersion", prompt: "prompt", number: 3, changes: { model: "m" } },
  { type: "CreateVersion", prompt: "prompt", from: 1, input: {} },
  { type: "CommitVersion", prompt: "prompt" },
  { type: "SaveVersion", prompt: "prompt", number: 1, mode: "patch", input: {}, text: SECRET },
  { type: "DeployVersion", prompt: "prompt", version: 1 },
  { type: "RollBackDeployment", prompt: "prompt" },
  { type: "PromoteDeployment", prompt: "prompt", from: "production", to: "test" },
  { type: "UndeployVersion", prompt: "prompt" },
  { type: "SaveIntegration", name: "ours", input: { type: "custom" } },
  { type: "SaveModel", name: "ours", model: "small", input: {} },
];

describe("an actor with UPDATE and without READ", () => {
  test.each(COMMANDS)(
    "is answered which document was written, and nothing of what it holds: %j",
    async (command) => {
      const { user } = await withGrant("UPDATE");
      const { receipt, answers } = await user.batch([command], { commandId: "c" });
      expect(receipt.repeated).toBe(false);
      const [answer = {}] = answers;
      expect(isWithheld(answer)).toBe(true);
      expect(JSON.stringify(answer)).not.toMatch(/secret|hash|message/iu);
      // Repeated, too.
      expect((await user.batch([command], { commandId: "c" })).answers).toEqual(answers);
    },
  );

  test("gets a version's id and number, and a deployment's", async () => {
    const { user, jane } = await withGrant("UPDATE");
    const { id } = await jane.versions.get("prompt", 3);
    const version = await user.versions.edit("prompt", 3, { model: "m" });
    const { receipt, ...named } = version;
    expect(receipt).toMatchObject({ changed: true });
    expect(named).toEqual({ withheld: true, promptId: "p", id, number: 3 });
    const first = await jane.versions.get("prompt", 1);
    expect(await user.deployments.deploy("prompt", { version: 1 })).toEqual({
      withheld: true,
      promptId: "p",
      id: first.id,
      number: 1,
      environment: "production",
      receipt: expect.anything(),
    });
    expect(await user.prompts.star("prompt")).toMatchObject({ withheld: true, id: "p" });
  });

  // An edit with the same content succeeded, and the refusal of any other named the fields that differ: content could be guessed.
  test.each([
    [{ ...saying(SECRET) }, ["messages"]],
    [{ ...saying("a guess") }, ["messages"]],
    [{ model: null }, ["model"]],
    [{ ...saying(SECRET), model: null, description: "d" }, ["messages", "model"]],
  ])("cannot guess what a committed version holds with %j", async (changes, fields) => {
    const { user, jane } = await withGrant("UPDATE");
    for (const number of [1, "latest"] as const) {
      await expect(user.versions.edit("prompt", number, changes)).rejects.toMatchObject({
        code: "version-committed",
        details: { fields },
      });
    }
    const grant = { subject: { type: "user", id: "u" }, permissions: ["READ"] } as const;
    await jane.access.grant("prompt", grant);
    const { content } = await jane.versions.get("prompt", 1);
    expect((await user.versions.edit("prompt", 1, content)).receipt.changed).toBe(false);
  });

  test("is allowed an edit whichever fields it has", async () => {
    const { user, jane } = await withGrant("UPDATE");
    const grant = { subject: { type: "user", id: "u" }, permissions: ["READ"] } as const;
    await jane.access.grant({ integration: "ours" }, grant);
    const edit = { type: "EditVersion", prompt: "prompt", number: "latest", changes: {} } as const;
    await user.batch([edit]);
    await user.batch([{ ...edit, associate: "ours:small" }]);
    await user.batch([{ ...edit, changes: { integrations: ["ours:small"] } }]);
    await user.batch([{ ...edit, changes: { description: null } }]);
    expect(await refusal(user.versions.get("prompt", 2))).toMatchObject({ code: "forbidden" });
  });
});

test("An actor with READ too is shown the document, and one who gives READ up by the command is not", async () => {
  const { user } = await withGrant("READ", "UPDATE");
  expect((await user.versions.edit("prompt", 3, { model: "m" })).content.model).toBe("m");
  const grant = { subject: { type: "user", id: "u" }, permissions: ["READ"] } as const;
  expect(await user.access.revoke("prompt", grant)).toMatchObject({ withheld: true, id: "p" });
});

test("A repetition after READ was taken away shows the document no more", async () => {
  const { user, jane } = await withGrant("READ", "UPDATE");
  const edit = () => user.versions.edit("prompt", 3, { model: "m" }, { commandId: "c" });
  expect(isWithheld(await edit())).toBe(false);
  await jane.access.revoke("prompt", { subject: { type: "user", id: "u" }, permissions: ["READ"] });
  expect(await edit()).toMatchObject({ withheld: true, number: 3, receipt: { repeated: true } });
});
