import type { Permission } from "@promptledger/core";
import { createLedger, grantPolicy } from "@promptledger/core";
import { describe, expect, test } from "vitest";
import type { Bench } from "../../test/ledger.ts";
import { bench, refusal, saying, send } from "../../test/ledger.ts";

const once = { commandId: "once" };
const ann = { type: "user", id: "ann" } as const;

/** A prompt with a committed version, on which the user Ann has these permissions. */
async function granted(...permissions: readonly Permission[]) {
  const made = bench();
  const { jane } = made;
  await jane.prompts.create({ id: "p", name: "Prompt" });
  await jane.versions.create({ id: "p" }, saying("secret"));
  await jane.versions.commit({ id: "p" });
  await jane.access.grant({ id: "p" }, { subject: ann, permissions });
  const revoke = (...ended: readonly Permission[]) =>
    jane.access.revoke({ id: "p" }, { subject: ann, permissions: ended });
  return { ...made, user: made.as("ann", { kind: "user" }), revoke };
}

const headOf = async ({ store }: Bench) => (await store.load("acme", {})).head.position;

describe("a repeated command id is answered only to those who may do the same today", () => {
  test("an edit, as long as the actor has UPDATE", async () => {
    const { user, jane, revoke } = await granted("UPDATE", "READ");
    const edit = () => user.prompts.edit({ id: "p" }, { name: "Renamed" }, once);
    const first = await edit();
    await jane.prompts.edit({ id: "p" }, { name: "Again" });
    expect(await edit()).toEqual({ ...first, receipt: { ...first.receipt, repeated: true } });
    await revoke("UPDATE");
    expect(await refusal(edit())).toMatchObject({
      code: "forbidden",
      message: "ann has no UPDATE permission on the prompt p; ask for a grant",
    });
  });

  test("each of the commands of a batch, whatever happened to its prompt or slug meanwhile", async () => {
    const { user, jane, revoke } = await granted("UPDATE");
    const own = await user.prompts.create({ id: "own", name: "Own" });
    const write = () =>
      user.batch(
        [
          { type: "EditPrompt", prompt: "own", starred: true },
          { type: "CreateVersion", prompt: "prompt", input: saying("more") },
        ],
        once,
      );
    const first = await write();
    await jane.prompts.edit({ id: "p" }, { slug: "moved" });
    await jane.prompts.delete(own);
    await jane.prompts.create({ id: "other", name: "Prompt", slug: "prompt" });
    expect((await write()).answers).toEqual(first.answers);
    await revoke("UPDATE");
    expect((await refusal(write())).message).toContain('UPDATE permission on the prompt "prompt"');
  });

  test("a deletion, also after the prompt is gone", async () => {
    const { user, revoke } = await granted("DELETE");
    const remove = () => user.prompts.delete({ id: "p" }, once);
    await remove();
    expect((await remove()).receipt.repeated).toBe(true);
    await revoke("DELETE").catch(() => undefined);
  });

  test("a creation, as long as the actor may read what it created", async () => {
    const { as, jane } = bench();
    const user = as("ann", { kind: "user" });
    const create = () => user.prompts.create({ name: "Mine" }, once);
    const { id } = await create();
    expect((await create()).receipt.repeated).toBe(true);
    await jane.access.revoke({ id }, { subject: ann, permissions: ["READ"] });
    expect(await refusal(create())).toMatchObject({ code: "forbidden" });
  });

  test("a creation where the prompt was there, and a copy of one that the actor may read no more", async () => {
    const { user, revoke } = await granted("UPDATE", "READ");
    const found = () =>
      user.batch([{ type: "CreatePrompt", name: "n", slug: "prompt", ifAbsent: true }], once);
    const copy = () => user.prompts.duplicate({ id: "p" }, { name: "Copy" }, { commandId: "copy" });
    await found();
    await copy();
    expect((await copy()).receipt.repeated).toBe(true);
    await revoke("READ");
    expect((await refusal(copy())).message).toContain("READ permission on the prompt p");
    await revoke("UPDATE");
    expect(await refusal(found())).toMatchObject({ code: "forbidden" });
  });

  test("a grant, as long as the actor has what it grants", async () => {
    const { user, revoke } = await granted("UPDATE", "READ");
    const grant = () =>
      user.access.grant({ id: "p" }, { subject: { type: "user", id: "bob" }, permissions: ["READ"] }, once);
    await grant();
    expect((await grant()).receipt.repeated).toBe(true);
    await revoke("READ");
    expect((await refusal(grant())).message).toContain("READ permission on the prompt p");
  });

  test("commands on the tenant's access and applications", async () => {
    const { as, jane } = bench();
    const everything = { subject: ann, permissions: ["UPDATE", "READ"] } as const;
    await jane.access.grant({ tenant: true }, everything);
    const user = as("ann", { kind: "user" });
    const grant = () =>
      user.access.grant({ tag: "t" }, { subject: { type: "user", id: "bob" }, permissions: ["READ"] }, once);
    const create = () => user.applications.create({ name: "App" }, { commandId: "app" });
    await grant();
    await create();
    expect((await create()).receipt.repeated).toBe(true);
    await jane.access.revoke({ tenant: true }, everything);
    expect(await refusal(grant())).toMatchObject({ code: "forbidden" });
    expect(await refusal(create())).toMatchObject({ code: "forbidden" });
  });

  test("commands on an integration, whose deletion can be repeated", async () => {
    const { as, jane } = bench();
    await jane.access.grant({ tenant: true }, { subject: ann, permissions: ["CREATE"] });
    const user = as("ann", { kind: "user" });
    const save = () => user.integrations.save("openai", { type: "openai" }, once);
    const model = () => user.integrations.saveModel("openai", "gpt-4o", {}, { commandId: "model" });
    const remove = (name: string) => user.integrations.delete(name, { commandId: `delete ${name}` });
    await save();
    await model();
    await user.integrations.save("other", { type: "openai" });
    expect((await save()).receipt.repeated).toBe(true);
    await remove("other");
    expect((await remove("other")).receipt.repeated).toBe(true);
    await jane.access.revoke({ integration: "openai" }, { subject: ann, permissions: ["UPDATE"] });
    expect(await refusal(save())).toMatchObject({ code: "forbidden" });
    expect(await refusal(model())).toMatchObject({ code: "forbidden" });
    await jane.integrations.delete("openai");
    expect(await refusal(save())).toMatchObject({ code: "forbidden" });
    expect(await refusal(model())).toMatchObject({ code: "forbidden" });
  });

  test("a version that names an integration, as long as the actor may read that one", async () => {
    const { as, jane } = bench();
    await jane.integrations.save("openai", { type: "openai" });
    await jane.access.grant({ integration: "openai" }, { subject: ann, permissions: ["READ"] });
    const user = as("ann", { kind: "user" });
    const { id } = await user.prompts.create({ name: "Mine" });
    const create = () => user.versions.create({ id }, { integrations: ["openai:m"] }, once);
    await create();
    expect((await create()).receipt.repeated).toBe(true);
    await jane.access.revoke({ integration: "openai" }, { subject: ann, permissions: ["READ"] });
    expect(await refusal(create())).toMatchObject({ code: "forbidden", fields: ["integrations"] });
  });

  test("as a policy of the host says, which is asked for trusted actors too", async () => {
    const { store, clock, jane } = bench();
    await jane.prompts.create({ id: "p", name: "Prompt" });
    let mayUpdate = true;
    const policy = {
      ...grantPolicy,
      allows: (...[actor, permission, resource]: Parameters<typeof grantPolicy.allows>) =>
        (permission !== "UPDATE" || mayUpdate) && grantPolicy.allows(actor, permission, resource),
    };
    const strict = createLedger({ store, clock, policy }).as({ tenant: "acme", actor: { id: "jane" } });
    const edit = () => strict.prompts.edit({ id: "p" }, { name: "m" }, once);
    await edit();
    mayUpdate = false;
    expect(await refusal(edit())).toMatchObject({ code: "forbidden" });
  });

  test("while a write that finds its own first attempt applied is answered", async () => {
    const made = await granted("UPDATE");
    const { user, revoke } = made;
    const [edited, ended] = await Promise.all([
      user.prompts.edit({ id: "p" }, { name: "m" }),
      revoke("UPDATE"),
    ]);
    expect([edited.receipt.repeated, ended.receipt.repeated]).toEqual([false, false]);
  });
});

describe("command ids are per actor", () => {
  test("the same one of another actor, or of another kind, is another command", async () => {
    const made = bench();
    const { as } = made;
    const callers = [
      as("ann", { kind: "user" }),
      as("bob", { kind: "user" }),
      as("ann", { kind: "application" }),
      as("ann", { kind: "admin" }),
      as("ann"),
    ];
    for (const [index, caller] of callers.entries()) {
      const { receipt } = await caller.prompts.create({ name: `n${index}` }, once);
      expect(receipt).toMatchObject({ changed: true, repeated: false });
    }
    const head = await headOf(made);
    for (const [index, caller] of callers.entries())
      expect((await caller.prompts.create({ name: `n${index}` }, once)).receipt.repeated).toBe(true);
    expect(await headOf(made)).toBe(head);
    expect((await as("ann", { kind: "host" }).prompts.create({ name: "n4" }, once)).receipt.repeated).toBe(
      true,
    );
  });

  test("however long the id of the actor and the command id are", async () => {
    const { as } = bench();
    const long = { commandId: "k".repeat(255) };
    for (const id of ["a".repeat(255), `${"a".repeat(254)}b`]) {
      const write = () => as(id).prompts.create({ name: "n" }, long);
      expect((await write()).receipt.repeated).toBe(false);
      expect((await write()).receipt.repeated).toBe(true);
    }
  });

  test("and events name the command id that the caller gave", async () => {
    const { jane } = bench();
    await jane.prompts.create({ id: "p", name: "n" }, once);
    expect((await jane.history.of({ id: "p" })).items.map(({ commandId }) => commandId)).toEqual(["once"]);
  });

  test("with another input it is refused to the same actor alone", async () => {
    const { as, jane } = bench();
    await jane.prompts.create({ name: "n" }, once);
    expect(await refusal(jane.prompts.create({ name: "m" }, once))).toEqual({
      code: "command-id-reused",
      message: "the command id once was used before with another input; use a new one",
      fields: [],
    });
    expect((await as("bob").prompts.create({ name: "m" }, once)).receipt.changed).toBe(true);
    expect(await refusal(send(jane, { type: "CreatePrompt", name: "m" }, once))).toMatchObject({
      code: "command-id-reused",
    });
  });
});
