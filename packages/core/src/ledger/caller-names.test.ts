import { expect, test } from "vitest";
import { bench, saying } from "../../test/ledger.ts";
import type { Permission } from "../access/grant.ts";

test.each(["content", "secrets", "numbers", "trail", "updatedAt", "lastEventAt"])(
  "an environment may be called %s",
  async (environment) => {
    const { jane } = bench();
    await jane.prompts.create({ id: "p", name: "P" });
    const prompt = { id: "p" };
    await jane.versions.create(prompt, saying("hello"));
    await jane.versions.commit(prompt);
    const { deployedAt } = await jane.deployments.deploy(prompt, { version: 1, environment });
    expect(deployedAt).toBeGreaterThan(0);
    const { deployments } = await jane.prompts.get(prompt, { environment });
    expect(deployments[environment]).toMatchObject({ deployedAt });
  },
);

test("a field that is undefined is as if it were not there, also over what a copy starts from", async () => {
  const { jane } = bench();
  await jane.prompts.create({ id: "p", name: "P" });
  const prompt = { id: "p" };
  await jane.versions.create(prompt, { ...saying("hello"), model: "m", description: "d" });
  const nothing = { model: undefined, description: undefined } as unknown as { readonly model: string };
  const copy = await jane.versions.create(prompt, { from: 1, ...nothing });
  expect(copy).toMatchObject({ content: { model: "m" }, description: "d" });
});

test("the answers of a repeated batch are those of the first time", async () => {
  const { jane } = bench();
  const grant = (id: string, permission: Permission) =>
    ({
      type: "GrantOnTarget",
      target: { tag: "team" },
      subject: { type: "user", id },
      permissions: [permission],
    }) as const;
  const grants = [grant("ann", "READ"), grant("ben", "READ"), grant("cas", "READ")] as const;
  const first = await jane.batch(grants, { commandId: "one" });
  await jane.batch([grant("ann", "UPDATE")]);
  expect((await jane.batch(grants, { commandId: "one" })).answers).toEqual(first.answers);
});
