import type { Permission, Subject, TenantLedger } from "@promptledger/core";
import { PERMISSIONS } from "@promptledger/core";
import { describe, expect, test } from "vitest";
import type { RuleSetup } from "./rule-setup.ts";
import { logOf, save, saying } from "./rule-setup.ts";

const userOf = (id: string): Subject => ({ type: "user", id });

async function seenBy(ledger: TenantLedger): Promise<readonly string[]> {
  return (await ledger.prompts.find()).items.map(({ id }) => id).sort();
}

/** The parts of X3, X4, X5, X7 and X11 about who may do what. */
export function accessRules(fresh: () => RuleSetup): void {
  test("X3 saving to a name creates the prompt; on an existing prompt it needs UPDATE, and the owner stays", async () => {
    const { jane, as } = fresh();
    const ann = as("ann", "user");
    const saveAs = (ledger: TenantLedger, slug: string) =>
      ledger.batch([
        { type: "CreatePrompt", name: slug, slug, ifAbsent: true },
        { type: "SaveVersion", prompt: slug, number: "next", mode: "replace", input: saying("a") },
      ]);
    await jane.prompts.create({ name: "Taken", slug: "taken" });
    await expect(saveAs(ann, "taken")).rejects.toMatchObject({ code: "forbidden" });
    await jane.access.grant("taken", { subject: userOf("ann"), permissions: ["UPDATE"] });
    // Without READ, the answer shows no content.
    expect((await saveAs(ann, "taken")).answers[1]).toMatchObject({ number: 1, withheld: true });
    expect(await jane.versions.get("taken", 1)).toMatchObject({ number: 1, status: "committed" });
    const [made] = (await saveAs(ann, "free")).answers;
    expect(made.grants).toEqual([{ subject: userOf("ann"), permissions: PERMISSIONS }]);
    const again = await saveAs(ann, "free");
    expect(again.answers.map((answer) => ("number" in answer ? answer.number : answer.id))).toEqual([
      made.id,
      2,
    ]);
  });

  test("X5 concurrent saves to one new name each get a number of their own", async () => {
    const { as } = fresh();
    const numbers = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const { answers } = await as(`writer ${index % 3}`).batch([
          { type: "CreatePrompt", name: "Race", slug: "race", ifAbsent: true },
          { type: "SaveVersion", prompt: "race", number: "next", mode: "replace", input: {} },
        ]);
        return answers[1].number;
      }),
    );
    expect(numbers.toSorted((left, right) => left - right)).toEqual(numbers.map((_, index) => index + 1));
  });

  test("X4 the latest committed versions are those of every prompt that the actor may read, without drafts", async () => {
    const { jane, as } = fresh();
    await jane.integrations.save("openai", { type: "openai" });
    for (const id of ["a", "b", "c", "d"]) await jane.prompts.create({ id, name: id });
    await save(jane, "a", { number: 4, mode: "replace", input: { integrations: ["openai:m"] } });
    await jane.versions.create("b", saying("one"));
    await jane.versions.create("b", saying("a draft"));
    await jane.versions.create("c", saying("a draft alone"));
    await save(jane, "d", { number: 1, mode: "replace", input: saying("gone") });
    await jane.prompts.delete("d");
    const short = async (ledger: TenantLedger, integration?: string) =>
      (await ledger.versions.latestCommitted(integration === undefined ? {} : { integration })).map(
        ({ prompt, version }) => [prompt.slug, version.number],
      );
    expect(await short(jane)).toEqual([
      ["a", 4],
      ["b", 1],
    ]);
    expect(await short(jane, "openai:m")).toEqual([["a", 4]]);
    const ann = as("ann", "user");
    expect(await short(ann)).toEqual([]);
    await jane.access.grant("b", { subject: userOf("ann"), permissions: ["READ"] });
    expect(await short(ann)).toEqual([["b", 1]]);
  });

  describe("X7 associating a model", () => {
    test("adds it to the latest committed version, reopens nothing, and needs an existing model", async () => {
      const { jane } = fresh();
      const prompt = await jane.prompts.create({ name: "Notes" });
      const saved = await save(jane, prompt, { number: 1, mode: "replace", input: saying("a") });
      await jane.versions.create(prompt, saying("a draft"));
      const associate = async () => {
        const command = {
          type: "EditVersion",
          number: "latest",
          changes: {},
          associate: "openai:gpt-4o",
        } as const;
        const { receipt, answers } = await jane.batch([{ ...command, prompt }]);
        return { ...answers[0], receipt };
      };
      const missing = { code: "integration-not-found", issues: [{ field: "integrations" }] };
      await expect(associate()).rejects.toMatchObject(missing);
      await jane.integrations.save("openai", { type: "openai" });
      await expect(associate()).rejects.toMatchObject(missing);
      const { receipt } = await jane.integrations.saveModel("openai", "gpt-4o", {});
      const associated = await associate();
      expect(associated).toMatchObject({
        number: 1,
        status: "committed",
        integrations: ["openai:gpt-4o"],
        contentHash: saved.contentHash,
      });
      expect((await associate()).receipt.changed).toBe(false);
      expect(await logOf(jane, receipt.position)).toEqual(["VersionEdited 1"]);
    });

    test("and naming one needs an existing integration and READ on it; the model may be unknown", async () => {
      const { jane, as } = fresh();
      const ann = as("ann", "user");
      const prompt = await ann.prompts.create({ name: "Notes" });
      const { receipt } = await jane.integrations.save("openai", { type: "openai" });
      const naming = (ledger: TenantLedger, ...integrations: readonly string[]) =>
        save(ledger, prompt, { number: 1, mode: "replace", input: { integrations } });
      await expect(naming(ann, "nowhere:m")).rejects.toMatchObject({ code: "integration-not-found" });
      await expect(naming(ann, "openai")).rejects.toMatchObject({ code: "forbidden" });
      await expect(naming(ann, "openai:m")).rejects.toMatchObject({
        code: "forbidden",
        issues: [{ field: "integrations" }],
      });
      expect(await logOf(jane, receipt.position)).toEqual([]);
      await jane.access.grant({ integration: "openai" }, { subject: userOf("ann"), permissions: ["READ"] });
      expect((await naming(ann, "openai:of:many")).integrations).toEqual(["openai:of:many"]);
      await jane.integrations.delete("openai");
      // An integration that the version already has is not checked again.
      const changes = { integrations: ["openai:of:many"], description: "d" };
      expect(await ann.versions.edit(prompt, 1, changes)).toMatchObject({ description: "d" });
      await expect(naming(ann, "openai:of:many")).rejects.toMatchObject({ code: "integration-not-found" });
    });
  });

  describe("X11 a grant on a tag", () => {
    const team = { key: "team", value: "core" } as const;
    const grantOnTag = (ledger: TenantLedger, ...permissions: readonly Permission[]) =>
      ledger.access.grant({ tag: "team:core" }, { subject: userOf("bob"), permissions });

    test("applies to every prompt with the tag, also in lists, until the grant or the tag is removed", async () => {
      const { jane, as, store, tenant } = fresh();
      const bob = as("bob", "user");
      for (const id of ["one", "two", "other"]) await jane.prompts.create({ id, name: id });
      await jane.prompts.tag("one", team);
      await jane.prompts.tag("other", { key: "team", value: "other" });
      expect(await grantOnTag(jane, "READ", "UPDATE")).toMatchObject({
        grants: [{ subject: userOf("bob"), permissions: ["READ", "UPDATE"] }],
      });
      await jane.prompts.tag("two", team);
      expect(await seenBy(bob)).toEqual(["one", "two"]);
      expect(await bob.prompts.edit("two", { name: "by bob" })).toMatchObject({ name: "by bob" });
      await expect(bob.prompts.get("other")).rejects.toMatchObject({ code: "forbidden" });
      await expect(bob.prompts.delete("two")).rejects.toMatchObject({ code: "forbidden" });
      await jane.prompts.untag("one", team);
      expect(await seenBy(bob)).toEqual(["two"]);
      await jane.prompts.delete("two");
      await jane.prompts.restore({ id: "two" });
      expect(await seenBy(bob)).toEqual(["two"]);
      await jane.access.revoke({ tag: "team:core" }, { subject: userOf("bob"), permissions: ["READ"] });
      expect(await seenBy(bob)).toEqual([]);
      expect(await bob.prompts.edit("two", { name: "still by bob" })).toMatchObject({ withheld: true });
      expect((await jane.prompts.get("two")).name).toBe("still by bob");
      for await (const { differences } of store.rebuild(tenant)) expect(differences).toEqual([]);
    });

    test("gives only the access that the person who adds the tag could grant themselves", async () => {
      const { jane, as, store, tenant } = fresh();
      const [bob, carl] = [as("bob", "user"), as("carl", "user")];
      await grantOnTag(jane, "READ", "DELETE", "UPDATE");
      await jane.prompts.create({ id: "p", name: "Secret" });
      await jane.access.grant({ id: "p" }, { subject: userOf("carl"), permissions: ["UPDATE", "READ"] });
      await expect(
        carl.access.grant({ id: "p" }, { subject: userOf("bob"), permissions: ["DELETE"] }),
      ).rejects.toMatchObject({ code: "forbidden" });
      const tagged = await carl.prompts.tag({ id: "p" }, team);
      expect(tagged.tags).toMatchObject([
        { key: "team", value: "core", grantablePermissions: ["READ", "UPDATE"] },
      ]);
      expect(await seenBy(bob)).toEqual(["p"]);
      await expect(bob.prompts.delete({ id: "p" })).rejects.toMatchObject({ code: "forbidden" });
      // Another color does not widen what the tag gives. Only tagging again by someone with more permissions does.
      await carl.prompts.tag({ id: "p" }, { ...team, color: "#000000" });
      await expect(bob.prompts.delete({ id: "p" })).rejects.toMatchObject({ code: "forbidden" });
      for await (const { differences } of store.rebuild(tenant, { check: true }))
        expect(differences).toEqual([]);
      expect((await jane.prompts.tag({ id: "p" }, team)).receipt.changed).toBe(true);
      expect((await carl.prompts.tag({ id: "p" }, team)).receipt.changed).toBe(false);
      expect(await bob.prompts.delete({ id: "p" })).toMatchObject({ deleted: true });
    });
  });

  test("a repeated command id is an actor's own, and is answered only to those who may do the same today", async () => {
    const { jane, as } = fresh();
    const once = { commandId: "once" };
    const [ann, bot] = [as("ann", "user"), as("ann", "application")];
    const { id } = await jane.prompts.create({ name: "Shared" });
    const permissions = ["UPDATE"] as const;
    for (const type of ["user", "application"] as const)
      await jane.access.grant({ id }, { subject: { type, id: "ann" }, permissions });
    const rename = (ledger: TenantLedger, name: string) => ledger.prompts.edit({ id }, { name }, once);
    const first = await rename(ann, "Ann's");
    expect((await rename(bot, "Bot's")).receipt).toMatchObject({ changed: true, repeated: false });
    expect((await rename(jane, "Jane's")).receipt).toMatchObject({ changed: true, repeated: false });
    expect(await rename(ann, "Ann's")).toEqual({ ...first, receipt: { ...first.receipt, repeated: true } });
    await expect(rename(ann, "Another")).rejects.toMatchObject({ code: "command-id-reused" });
    await jane.access.revoke({ id }, { subject: userOf("ann"), permissions });
    await expect(rename(ann, "Ann's")).rejects.toMatchObject({ code: "forbidden" });
    expect((await rename(bot, "Bot's")).receipt.repeated).toBe(true);
  });

  test("grants that are not on a prompt are in the history, and a repeated command id gives the first answer", async () => {
    const { jane, as } = fresh();
    const grant = { subject: userOf("ann"), permissions: ["READ"] } as const;
    const given = await jane.access.grant({ tenant: true }, grant, { commandId: "once", reason: "audit" });
    await jane.access.grant({ tenant: true }, { ...grant, permissions: ["UPDATE"] });
    expect(await jane.access.grant({ tenant: true }, grant, { commandId: "once" })).toEqual({
      ...given,
      receipt: { ...given.receipt, repeated: true },
    });
    await expect(
      jane.access.grant({ tenant: true }, { ...grant, permissions: ["DELETE"] }, { commandId: "once" }),
    ).rejects.toMatchObject({ code: "command-id-reused" });
    await expect(
      as("ann", "user").access.grant({ tenant: true }, grant, { commandId: "once" }),
    ).resolves.toMatchObject({ receipt: { repeated: false } });
    const lines = await as("ann", "user").history.replay<readonly string[]>(
      (all, { type, reason, data }) =>
        type === "AccessGranted" ? [...all, `${reason} ${data.permissions.join()}`] : all,
      [],
    );
    expect(lines).toEqual(["audit READ", "null READ,UPDATE"]);
  });
}
