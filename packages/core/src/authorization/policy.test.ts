import { describe, expect, test } from "vitest";
import { bench, refusal, saying, send } from "../../test/ledger.ts";
import type { Actor } from "../access/actor.ts";
import { subjectsOf } from "../access/actor.ts";
import { accessDecider } from "../access/decider.ts";
import type { AccessTarget, Permission, Subject } from "../access/grant.ts";
import { PERMISSIONS } from "../access/grant.ts";
import type { AccessState } from "../access/state.ts";
import { initialAccess } from "../access/state.ts";
import { fold } from "../decider.ts";
import type { PromptState } from "../prompt/state.ts";
import { initialPrompt } from "../prompt/state.ts";
import type { Resource } from "./policy.ts";
import { grantPolicy } from "./policy.ts";

const NOTHING = initialAccess;
const user: Subject = { type: "user", id: "a" };
const someone: Actor = { id: "a", kind: "user" };

/** What was granted in a tenant, beside single prompts. */
function accessOf(...grants: readonly (readonly [AccessTarget, Subject, readonly Permission[]])[]) {
  const happened = grants.map(([target, subject, permissions], index) => ({
    type: "AccessGranted" as const,
    data: { target, subject, permissions },
    version: index + 1,
    at: 0,
    actor: "root",
  }));
  return fold(accessDecider, NOTHING, happened);
}

function allowed(actor: Actor, resource: Resource): readonly Permission[] {
  return PERMISSIONS.filter((one) => grantPolicy.allows(actor, one, resource));
}

describe("the policy", () => {
  const prompt = (state: Partial<PromptState> = {}, access: AccessState = NOTHING): Resource => ({
    type: "prompt",
    tenant: "acme",
    access,
    prompt: { ...initialPrompt, ...state },
  });
  const tenant = (access: AccessState = NOTHING): Resource => ({ type: "tenant", tenant: "acme", access });
  const model = (access: AccessState, name?: string): Resource => ({
    type: "integration",
    tenant: "acme",
    access,
    integration: "openai",
    ...(name === undefined ? {} : { model: name }),
  });
  const tagged = (key: string, value: string | null, grantablePermissions?: readonly Permission[]) => {
    const tag = { id: "tag_1", key, value, color: "#000000", createdAt: 0, updatedAt: 0 };
    return { tags: [grantablePermissions === undefined ? tag : { ...tag, grantablePermissions }] };
  };

  test.each<Actor>([{ id: "a" }, { id: "a", kind: "host" }, { id: "a", kind: "admin" }])(
    "allows everything to %j",
    (actor) => {
      for (const resource of [prompt(), tenant(), model(NOTHING), model(NOTHING, "gpt-4o")])
        expect(allowed(actor, resource)).toEqual(PERMISSIONS);
      for (const permission of PERMISSIONS)
        expect(grantPolicy.scope(actor, permission, "acme", NOTHING)).toBe("all");
    },
  );

  test.each(["user", "application"] as const)("allows %s what it was granted, and to create", (kind) => {
    const actor: Actor = { id: "a", kind };
    const grants = [{ subject: { type: kind, id: "a" }, permissions: ["READ", "EXECUTE"] }] as const;
    expect(allowed(actor, prompt({ grants }))).toEqual(["READ", "EXECUTE"]);
    expect(allowed(actor, prompt())).toEqual([]);
    expect(allowed(actor, tenant())).toEqual(["CREATE"]);
    expect(allowed(actor, model(NOTHING, "gpt-4o"))).toEqual([]);
    expect(grantPolicy.scope(actor, "READ", "acme", NOTHING)).toEqual({
      type: "granted",
      subjects: [{ type: kind, id: "a" }],
      permission: "READ",
    });
  });

  test("tells a user from an application of the same id", () => {
    const grants = [{ subject: { type: "application", id: "a" }, permissions: ["READ"] }] as const;
    expect(allowed(someone, prompt({ grants }))).toEqual([]);
  });

  test("counts the grants of groups and roles", () => {
    const group = { type: "group", id: "support" } as const;
    const member: Actor = { id: "a", kind: "user", memberOf: [group] };
    expect(subjectsOf(member)).toEqual([user, group]);
    expect(allowed(member, prompt({ grants: [{ subject: group, permissions: ["READ"] }] }))).toEqual([
      "READ",
    ]);
    const access = accessOf([{ integration: "openai" }, group, ["UPDATE"]]);
    expect(allowed(member, model(access))).toEqual(["UPDATE"]);
  });

  test("gives what was granted on a tag on every prompt with it, as far as the tag gives it", () => {
    const access = accessOf(
      [{ tag: "team:core" }, user, ["READ", "DELETE"]],
      [{ tag: "team" }, user, ["UPDATE"]],
    );
    expect(allowed(someone, prompt(tagged("team", "core"), access))).toEqual(["READ", "DELETE"]);
    expect(allowed(someone, prompt(tagged("team", "core", ["READ", "UPDATE"]), access))).toEqual(["READ"]);
    expect(allowed(someone, prompt(tagged("team", "core", []), access))).toEqual([]);
    expect(allowed(someone, prompt(tagged("team", null), access))).toEqual(["UPDATE"]);
    expect(allowed(someone, prompt(tagged("team", "other"), access))).toEqual([]);
    expect(allowed({ id: "b", kind: "user" }, prompt(tagged("team", "core"), access))).toEqual([]);
    expect(grantPolicy.scope(someone, "READ", "acme", access)).toEqual({
      type: "granted",
      subjects: [user, { type: "tag", id: "team:core" }],
      permission: "READ",
    });
  });

  test("gives what was granted on an integration on its models, and on a model on that one alone", () => {
    const access = accessOf(
      [{ integration: "openai" }, user, ["READ"]],
      [{ integration: "openai", model: "a:b" }, user, ["DELETE"]],
    );
    expect(allowed(someone, model(access))).toEqual(["READ"]);
    expect(allowed(someone, model(access, "a:b"))).toEqual(["READ", "DELETE"]);
    expect(allowed(someone, model(access, "other"))).toEqual(["READ"]);
  });

  test("gives what was granted on the tenant everywhere", () => {
    const access = accessOf([{ tenant: true }, user, ["READ"]]);
    expect(allowed(someone, prompt({}, access))).toEqual(["READ"]);
    expect(allowed(someone, model(access, "gpt-4o"))).toEqual(["READ"]);
    expect(allowed(someone, tenant(access))).toEqual(["READ", "CREATE"]);
    expect(grantPolicy.scope(someone, "READ", "acme", access)).toBe("all");
    expect(grantPolicy.scope(someone, "UPDATE", "acme", access)).not.toBe("all");
  });
});

describe("an actor that creates a prompt", () => {
  test.each(["user", "application"] as const)(
    "as %s is given all permissions on it, in the same append",
    async (kind) => {
      const { as } = bench();
      const prompt = await as("u", { kind }).prompts.create({ name: "Mine" });
      expect(prompt.grants).toEqual([{ subject: { type: kind, id: "u" }, permissions: PERMISSIONS }]);
      expect(
        (await as("u", { kind }).history.of(prompt)).items.map(({ type, commandId }) => [type, commandId]),
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
  await jane.versions.create({ id }, saying("a"));
  await send(jane, { type: "CommitVersion", prompt: { id }, createNextDraft: true });
  await jane.deployments.deploy({ id }, { version: 1 });
  const { receipt } = await jane.access.grant({ id }, { subject: { type: "user", id: "u" }, permissions });
  return { ...made, head: receipt.position, user: as("u", { kind: "user" }) };
}

describe("a user with a grant", () => {
  test("reads with READ alone: the prompt, its versions, deployments and history", async () => {
    const { user } = await withGrant("READ");
    await user.prompts.get({ id: "p" });
    await user.versions.get({ id: "p" }, 1);
    await user.versions.list({ id: "p" });
    await user.versions.diff({ id: "p" }, { from: 1, to: 2 });
    await user.deployments.list({ id: "p" });
    await user.history.of({ id: "p" });
    expect((await user.prompts.find()).total).toBe(1);
    expect(await refusal(user.resolve("prompt"))).toMatchObject({
      code: "forbidden",
      message: 'u has no EXECUTE permission on the prompt "prompt"; ask for a grant',
    });
  });

  test("resolves with EXECUTE alone, and reads nothing", async () => {
    const { user } = await withGrant("EXECUTE");
    expect((await user.resolve("prompt")).number).toBe(1);
    for (const read of [
      user.prompts.get({ id: "p" }),
      user.prompts.get("prompt"),
      user.versions.get({ id: "p" }, 1),
      user.versions.list({ id: "p" }),
      user.versions.diff({ id: "p" }, { from: 1, to: 2 }),
      user.deployments.list({ id: "p" }),
      user.history.of({ id: "p" }),
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
    await jane.access.revoke({ id: "p" }, { subject: { type: "user", id: "u" }, permissions: ["READ"] });
    const at = { position: head };
    expect(await refusal(user.prompts.get({ id: "p" }, { at }))).toMatchObject({ code: "forbidden" });
    expect(await refusal(user.history.of({ id: "p" }, { at }))).toMatchObject({ code: "forbidden" });
    expect((await user.prompts.find({ at })).total).toBe(0);
  });

  test("of today reads the past from before it was granted", async () => {
    const { user, head } = await withGrant("READ");
    expect(await user.prompts.get({ id: "p" }, { at: { position: head - 1 } })).toMatchObject({ grants: [] });
    expect((await user.prompts.find({ at: { position: head - 1 } })).total).toBe(1);
  });
});

test("tenants never meet: the same ids and slugs are other prompts", async () => {
  const { jane, ledger } = bench();
  const other = ledger.as({ tenant: "other", actor: { id: "jane" } });
  await jane.prompts.create({ id: "p", name: "Ours" });
  expect(await refusal(other.prompts.get({ id: "p" }))).toMatchObject({ code: "prompt-not-found" });
  expect((await other.prompts.find()).total).toBe(0);
  await other.prompts.create({ id: "p", name: "Ours" });
  await other.prompts.delete({ id: "p" });
  expect(await jane.prompts.get("ours")).toMatchObject({ id: "p", deleted: false });
});
