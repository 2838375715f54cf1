import { memoryEventStore } from "@promptledger/adapter-memory";
import { describe, expect, test } from "vitest";
import { saying } from "../../test/ledger.ts";
import type { Resource } from "../authorization/policy.ts";
import { grantPolicy } from "../authorization/policy.ts";
import { LedgerError } from "../errors.ts";
import { createLedger } from "./create-ledger.ts";

type Asked = Extract<Resource, { readonly type: "prompt" }>["command"];

/** A tenant whose policy notes each question about a prompt, and refuses deployments to production by all but `release`. */
function tenantWithReleases() {
  const asked: Asked[] = [];
  const policy: typeof grantPolicy = {
    ...grantPolicy,
    allows(actor, permission, resource) {
      const command = resource.type === "prompt" ? resource.command : undefined;
      if (resource.type === "prompt") asked.push(command);
      if (command?.type === "DeployVersion" && command.environment === "production" && actor.id !== "release")
        throw new LedgerError("forbidden", "only release deploys to production; ask them");
      return grantPolicy.allows(actor, permission, resource);
    },
  };
  const ledger = createLedger({ store: memoryEventStore(), policy });
  const as = (id: string) => ledger.as({ tenant: "acme", actor: { id } });
  return { asked, jane: as("jane"), release: as("release") };
}

describe("a policy of the host", () => {
  test("tells a deployment from an edit, and one environment from another, and says in its own words what to do", async () => {
    const { jane, release } = tenantWithReleases();
    const prompt = await jane.prompts.create({ name: "n" });
    await jane.versions.create(prompt, saying("a"));
    await jane.versions.commit(prompt);
    await jane.deployments.deploy(prompt, { version: 1, environment: "staging" });
    const refused = { code: "forbidden", message: "only release deploys to production; ask them" };
    await expect(jane.deployments.deploy(prompt, { version: 1 })).rejects.toMatchObject(refused);
    const batch = jane.batch([
      { type: "EditPrompt", prompt, name: "m" },
      { type: "DeployVersion", prompt, version: 1 },
    ]);
    await expect(batch).rejects.toMatchObject({ ...refused, command: 1 });
    expect((await release.deployments.deploy(prompt, { version: 1 })).number).toBe(1);
  });

  test("may throw an error of its own class, which arrives as it was thrown", async () => {
    class NeedsApproval extends LedgerError {}
    const thrown = new NeedsApproval("forbidden", "ask for an approval first");
    const policy: typeof grantPolicy = {
      ...grantPolicy,
      allows() {
        throw thrown;
      },
    };
    const ledger = createLedger({ store: memoryEventStore(), policy });
    const joe = ledger.as({ tenant: "acme", actor: { id: "joe", kind: "user" } });
    const refused: unknown = await joe.prompts.create({ name: "n" }).catch((error: unknown) => error);
    expect(refused).toBe(thrown);
    expect(thrown).toMatchObject({ command: 0, message: "ask for an approval first" });
  });

  test("is asked with the command of a write, again for its repeat, and with none for a read", async () => {
    const { asked, jane } = tenantWithReleases();
    const prompt = await jane.prompts.create({ name: "n" });
    asked.length = 0;
    for (const _ of [1, 2]) await jane.prompts.star(prompt, true, { commandId: "c" });
    const star = { type: "EditPrompt", starred: true };
    expect(asked.filter((command) => command !== undefined)).toEqual([star, star]);
    asked.length = 0;
    await jane.prompts.get(prompt);
    expect(asked).toEqual([undefined]);
  });
});
