import { describe, expect, test } from "vitest";
import { bench, refusal, saying } from "../../test/ledger.ts";
import type { Actor } from "../access/actor.ts";
import { subjectsOf } from "../access/actor.ts";
import type { Permission } from "../access/grant.ts";
import { PERMISSIONS } from "../access/grant.ts";
import { grantPolicy } from "../access/policy.ts";
import { initialPrompt } from "../prompt/state.ts";
import type { LedgerCommand } from "./tenant-ledger.ts";

describe("the policy", () => {
  const prompt = (...grants: ReturnType<typeof initialPrompt>["grants"]) =>
    ({ type: "prompt", tenant: "acme", prompt: { ...initialPrompt(), grants } }) as const;
  const tenant = { type: "tenant", tenant: "acme" } as const;

  test.each<Actor>([{ id: "a" }, { id: "a", kind: "host" }, { id: "a", kind: "admin" }])(
    "allows everything to %j",
    (actor) => {
      for (const permission of PERMISSIONS) {
        expect(grantPolicy.allows(actor, permission, prompt())).toBe(true);
        expect(grantPolicy.allows(actor, permission, tenant)).toBe(true);
        expect(grantPolicy.scope(actor, permission, "acme")).toBe("all");
      }
    },
  );

  test.each(["user", "application"] as const)("allows %s what it was granted, and to create", (kind) => {
    const actor: Actor = { id: "a", kind };
    const granted = prompt({ subject: { type: kind, id: "a" }, permissions: ["READ", "EXECUTE"] });
    expect(PERMISSIONS.filter((one) => grantPolicy.allows(actor, one, granted))).toEqual(["READ", "EXECUTE"]);
    expect(PERMISSIONS.filter((one) => grantPolicy.allows(actor, one, prompt()))).toEqual([]);
    expect(PERMISSIONS.filter((one) => grantPolicy.allows(actor, one, tenant))).toEqual(["CREATE"]);
    expect(grantPolicy.scope(actor, "READ", "acme")).toEqual({
      type: "granted",
      subjects: [{ type: kind, id: "a" }],
      permission: "READ",
    });
  });

  test("tells a user from an application of the same id", () => {
    const granted = prompt({ subject: { type: "application", id: "a" }, permissions: ["READ"] });
    expect(grantPolicy.allows({ id: "a", kind: "user" }, "READ", granted)).toBe(false);
  });

  test("counts the grants of groups and roles", () => {
    const group = { type: "group", id: "support" } as const;
    const member: Actor = { id: "a", kind: "user", memberOf: [group] };
    expect(subjectsOf(member)).toEqual([{ type: "user", id: "a" }, group]);
    expect(grantPolicy.allows(member, "READ", prompt({ subject: group, permissions: ["READ"] }))).toBe(true);
  });
});

describe("whoever creates a prompt", () => {
  test.each(["user", "application"] as const)(
    "as %s is given all permissions on it, in the same append",
    async (kind) => {
      const { as } = bench();
      const prompt = await as("u", { kind }).prompts.create({ name: "Mine" });
      expect(prompt.grants).toEqual([{ subject: { type: kind, id: "u" }, permissions: PERMISSIONS }]);
      expect(
        (await as("u", { kind }).history.of(prompt.id)).map(({ type, commandId }) => [type, commandId]),
      ).toEqual([
        ["PromptCreated", expect.any(String)],
        ["AccessGranted", expect.any(String)],
      ]);
    },
  );

  test.each(["host", "admin"] as const)("as %s needs none", async (kind) => {
    const { as } = bench();
    expect((await as("u", { kind }).prompts.create({ name: "Mine" })).grants).toEqual([]);
  });
});

/** A prompt with a draft, a committed version that is live, and a user with some permissions on it. */
async function withGrant(...permissions: readonly Permission[]) {
  const made = bench();
  const { jane, as } = made;
  const { id } = await jane.prompts.create({ id: "p", name: "Prompt" });
  await jane.versions.create(id, saying("a"));
  await jane.versions.commit(id, { openNext: true });
  await jane.deployments.deploy(id, { version: 1 });
  const { receipt } = await jane.access.grant(id, { subject: { type: "user", id: "u" }, permissions });
  return { ...made, head: receipt.position, user: as("u", { kind: "user" }) };
}

const bob = { type: "user", id: "bob" } as const;

/** A command of each type that changes something, and what it needs. */
const commands: readonly (readonly [LedgerCommand, Permission])[] = [
  [{ type: "EditPrompt", prompt: "p", name: "New" }, "UPDATE"],
  [{ type: "TagPrompt", prompt: "p", key: "k" }, "UPDATE"],
  [{ type: "UntagPrompt", prompt: "p", key: "k" }, "UPDATE"],
  [{ type: "DeployVersion", prompt: "p", version: 1 }, "UPDATE"],
  [{ type: "RollBackDeployment", prompt: "p" }, "UPDATE"],
  [{ type: "PromoteDeployment", prompt: "p", from: "production", to: "staging" }, "UPDATE"],
  [{ type: "UndeployVersion", prompt: "p" }, "UPDATE"],
  [{ type: "GrantAccess", prompt: "p", subject: bob, permissions: ["READ"] }, "UPDATE"],
  [{ type: "RevokeAccess", prompt: "p", subject: bob, permissions: ["READ"] }, "UPDATE"],
  [{ type: "DeletePrompt", prompt: "p" }, "DELETE"],
  [{ type: "RestorePrompt", prompt: "p" }, "UPDATE"],
  [{ type: "CreateVersion", prompt: "p", input: {} }, "UPDATE"],
  [{ type: "EditVersion", prompt: "p", changes: { model: "m" } }, "UPDATE"],
  [{ type: "CommitVersion", prompt: "p" }, "UPDATE"],
  [{ type: "DeleteVersion", prompt: "p", number: 2 }, "UPDATE"],
  [{ type: "SaveVersion", prompt: "p", number: 2, mode: "patch", input: {} }, "UPDATE"],
];

describe("a user with a grant", () => {
  test.each(commands)("needs for %j the permission %s, and no other", async (command, permission) => {
    const without = await withGrant(...PERMISSIONS.filter((one) => one !== permission));
    expect(await refusal(without.user.batch([command]))).toEqual({
      code: "forbidden",
      message: `u has no ${permission} permission on the prompt p; ask for a grant`,
      fields: [],
    });
    expect((await without.store.load("acme", {})).head.position).toBe(without.head);
    const { user } = await withGrant(permission);
    expect((await refusal(user.batch([command]))).code).not.toBe("forbidden");
  });

  test("reads with READ alone: the prompt, its versions, deployments and history", async () => {
    const { user } = await withGrant("READ");
    await user.prompts.get("p");
    await user.versions.get("p", 1);
    await user.versions.list("p");
    await user.versions.diff("p", 1, 2);
    await user.deployments.list("p");
    await user.history.of("p");
    expect((await user.prompts.find()).total).toBe(1);
    expect(await refusal(user.resolve("prompt"))).toMatchObject({
      code: "forbidden",
      message: "u has no EXECUTE permission on the prompt p; ask for a grant",
    });
  });

  test("resolves with EXECUTE alone, and reads nothing", async () => {
    const { user } = await withGrant("EXECUTE");
    expect((await user.resolve("prompt")).number).toBe(1);
    for (const read of [
      user.prompts.get("p"),
      user.prompts.get({ slug: "prompt" }),
      user.versions.get("p", 1),
      user.versions.list("p"),
      user.versions.diff("p", 1, 2),
      user.deployments.list("p"),
      user.history.of("p"),
    ])
      expect(await refusal(read)).toMatchObject({ code: "forbidden" });
  });

  test("finds, in lists and counts, only what it may read", async () => {
    const { user, jane } = await withGrant("READ");
    await jane.prompts.create({ name: "Secret" });
    const found = await user.prompts.find();
    expect(found).toMatchObject({ total: 1, items: [{ id: "p" }] });
    expect((await jane.prompts.find()).total).toBe(2);
    const named = { type: "compare", field: "name", operator: "equals", value: "Secret" } as const;
    expect((await user.prompts.find({ filter: named })).total).toBe(0);
    expect((await user.prompts.find({ filter: { type: "not", filter: named } })).total).toBe(1);
    expect((await user.prompts.find({ page: { number: 2, size: 1 } })).total).toBe(1);
  });

  test("that was taken away no longer reads the past either", async () => {
    const { user, jane, head } = await withGrant("READ");
    await jane.access.revoke("p", { subject: { type: "user", id: "u" }, permissions: ["READ"] });
    const at = { position: head };
    expect(await refusal(user.prompts.get("p", { at }))).toMatchObject({ code: "forbidden" });
    expect(await refusal(user.history.of("p", { at }))).toMatchObject({ code: "forbidden" });
    expect((await user.prompts.find({ at })).total).toBe(0);
  });

  test("of today reads the past from before it was granted", async () => {
    const { user, head } = await withGrant("READ");
    expect(await user.prompts.get("p", { at: { position: head - 1 } })).toMatchObject({ grants: [] });
    expect((await user.prompts.find({ at: { position: head - 1 } })).total).toBe(1);
  });
});

describe("reading the whole tenant", () => {
  test("is for the trusted: log, follow, replay and erasing", async () => {
    const { user, as } = await withGrant(...PERMISSIONS);
    const forbidden = (permission: Permission) => ({
      code: "forbidden",
      message: `u has no ${permission} permission on the whole of acme; ask for a grant`,
      fields: [],
    });
    expect(await refusal((async () => user.history.log())())).toEqual(forbidden("READ"));
    expect(await refusal((async () => user.history.follow())())).toEqual(forbidden("READ"));
    expect(await refusal(user.history.replay((count: number) => count + 1, 0))).toEqual(forbidden("READ"));
    expect(await refusal(user.actors.erase("jane"))).toEqual(forbidden("DELETE"));
    const admin = as("root", { kind: "admin" });
    expect(await admin.history.replay((count: number) => count + 1, 0)).toBeGreaterThan(5);
    await admin.actors.erase("jane");
  });
});

test("tenants never meet: the same ids and slugs are other prompts", async () => {
  const { jane, ledger } = bench();
  const other = ledger.as({ tenant: "other", actor: { id: "jane" } });
  await jane.prompts.create({ id: "p", name: "Ours" });
  expect(await refusal(other.prompts.get("p"))).toMatchObject({ code: "prompt-not-found" });
  expect((await other.prompts.find()).total).toBe(0);
  await other.prompts.create({ id: "p", name: "Ours" });
  await other.prompts.delete("p");
  expect(await jane.prompts.get({ slug: "ours" })).toMatchObject({ id: "p", deleted: false });
});
