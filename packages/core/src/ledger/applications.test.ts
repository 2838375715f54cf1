import type { Permission } from "@promptledger/core";
import { createLedger, grantPolicy, PERMISSIONS } from "@promptledger/core";
import { describe, expect, test } from "vitest";
import { bench } from "../../test/ledger.ts";

describe("an application", () => {
  test("has roles, whose grants hold for it, and keys, which stand for it", async () => {
    const { jane, ledger } = bench();
    const { id } = await jane.applications.create({ name: "Worker" });
    expect(await jane.applications.addRole(id, "READERS")).toMatchObject({ roles: ["READERS"] });
    expect((await jane.applications.addRole(id, "READERS")).receipt.changed).toBe(false);
    const key = await jane.applications.createKey(id);
    const found = await ledger.keys.find(key.secret);
    expect(found).toMatchObject({ id: key.id, tenant: "acme", actor: { id: `app:${id}` } });
    if (found === null) throw new Error("the key is known");
    expect(await ledger.keys.get("acme", key.id)).toEqual(found);
    expect(await ledger.keys.get("other", key.id)).toBeNull();
    const identity = await ledger.keys.identity(found);
    const memberOf = [{ type: "role", id: "READERS" }];
    expect(identity).toEqual({ tenant: "acme", actor: { id: `app:${id}`, kind: "application", memberOf } });
    if (identity === null) throw new Error("the application is there");
    await jane.prompts.create({ id: "p", name: "Prompt" });
    const worker = ledger.as(identity);
    await expect(worker.prompts.get({ id: "p" })).rejects.toMatchObject({ code: "forbidden" });
    await jane.access.grant({ id: "p" }, { subject: { type: "role", id: "READERS" }, permissions: ["READ"] });
    expect(await worker.prompts.get({ id: "p" })).toMatchObject({ id: "p" });
    const own = await worker.prompts.create({ name: "Own" });
    expect(own.grants).toEqual([
      { subject: { type: "application", id: `app:${id}` }, permissions: PERMISSIONS },
    ]);
    await jane.applications.addRole(id, "ADMIN");
    expect((await ledger.keys.identity(found))?.actor.kind).toBe("admin");
    expect(await jane.applications.removeRole(id, "ADMIN")).toMatchObject({ roles: ["READERS"] });
    expect((await ledger.keys.identity(found))?.actor.kind).toBe("application");
  });

  test("is given no role, and no key to a role, by somebody who does not hold it", async () => {
    const { jane, as } = bench();
    await jane.applications.create({ id: "app", name: "App" });
    await jane.access.grant(
      { tenant: true },
      { subject: { type: "user", id: "ann" }, permissions: PERMISSIONS },
    );
    const memberOf = [{ type: "role", id: "READERS" }] as const;
    const ann = as("ann", { kind: "user", memberOf });
    // UPDATE on the tenant once was enough to make an admin.
    await expect(ann.applications.addRole("app", "ADMIN")).rejects.toMatchObject({
      code: "forbidden",
      message: "ann does not hold the role ADMIN, and so can neither give nor take it",
    });
    await ann.applications.addRole("app", "READERS");
    await ann.applications.createKey("app");
    await jane.applications.addRole("app", "ADMIN");
    await expect(ann.applications.createKey("app")).rejects.toMatchObject({ code: "forbidden" });
    expect(await jane.applications.keys("app")).toHaveLength(1);
    // She once took the role away, made a key, and waited until an admin gave it back.
    await expect(ann.applications.removeRole("app", "ADMIN")).rejects.toMatchObject({ code: "forbidden" });
    await as("root", { kind: "admin" }).applications.addRole("app", "ADMIN");
  });

  test("is given no key by an admin whom the host's policy limits", async () => {
    const { store, clock, jane } = bench();
    await jane.applications.create({ id: "app", name: "App" });
    await jane.applications.addRole("app", "ADMIN");
    const allows = (_actor: unknown, permission: Permission) => permission === "UPDATE";
    const policy = { ...grantPolicy, allows, scope: () => "none" as const };
    const limited = createLedger({ store, clock, policy }).as({
      tenant: "acme",
      actor: { id: "root", kind: "admin" },
    });
    await expect(limited.applications.createKey("app")).rejects.toMatchObject({ code: "forbidden" });
    await expect(limited.applications.addRole("app", "ADMIN")).rejects.toMatchObject({ code: "forbidden" });
  });

  test("is given no key by somebody who does not hold all that it may do", async () => {
    const { jane, as } = bench();
    const ann = as("ann", { kind: "user" });
    const toAnn = { type: "user", id: "ann" } as const;
    const toApp = { type: "application", id: "app:app" } as const;
    const allButRead = PERMISSIONS.filter((one) => one !== "READ");
    await jane.access.grant({ tenant: true }, { subject: toAnn, permissions: allButRead });
    await jane.applications.create({ id: "app", name: "App" });
    await jane.integrations.save("openai", { type: "openai" });
    await jane.prompts.create({ id: "p", name: "Prompt" });
    await ann.applications.createKey("app");
    // With such a key, ann once read what the application may read.
    for (const target of [{ tenant: true }, { tag: "t" }, { integration: "openai" }, { id: "p" }] as const) {
      await jane.access.grant(target, { subject: toApp, permissions: ["READ"] });
      await expect(ann.applications.createKey("app")).rejects.toMatchObject({
        code: "forbidden",
        message:
          "ann does not hold every permission of the application app, and so cannot make a key for it; ask an admin",
      });
      await jane.access.revoke(target, { subject: toApp, permissions: ["READ"] });
      await ann.applications.createKey("app");
    }
    await jane.access.grant({ id: "p" }, { subject: toApp, permissions: ["READ"] });
    await jane.prompts.delete({ id: "p" });
    await expect(ann.applications.createKey("app")).rejects.toMatchObject({ code: "forbidden" });
    await jane.access.grant({ tenant: true }, { subject: toAnn, permissions: ["READ"] });
    await ann.applications.createKey("app");
  });

  test("is made an admin by no user of a role with that name", async () => {
    const { jane, as } = bench();
    await jane.applications.create({ id: "app", name: "App" });
    const subject = { type: "user", id: "ann" } as const;
    await jane.access.grant({ tenant: true }, { subject, permissions: ["UPDATE"] });
    const ann = as("ann", { kind: "user", memberOf: [{ type: "role", id: "ADMIN" }] });
    await expect(ann.applications.addRole("app", "ADMIN")).rejects.toMatchObject({ code: "forbidden" });
    await jane.applications.addRole("app", "ADMIN");
    await expect(ann.applications.createKey("app")).rejects.toMatchObject({ code: "forbidden" });
  });

  test("keeps no secret of a key, and a revoked key is gone at once, by its secret and by its id", async () => {
    const { jane, ledger, store } = bench();
    await jane.applications.create({ id: "app", name: "App" });
    const [first, second] = [
      await jane.applications.createKey("app"),
      await jane.applications.createKey("app"),
    ];
    expect(await jane.applications.keys("app")).toEqual(
      [first, second].map(({ id, createdAt }) => ({ id, createdAt, enabled: true })),
    );
    for (const kind of ["api-key", "api-key-by-id"])
      expect(JSON.stringify(await store.records.list("_server", kind))).not.toContain(first.secret);
    expect(await jane.applications.deleteKey("app", first.id)).toBe(true);
    expect(await jane.applications.deleteKey("app", first.id)).toBe(false);
    expect(await ledger.keys.find(first.secret)).toBeNull();
    expect(await ledger.keys.get("acme", first.id)).toBeNull();
    expect(await ledger.keys.get("acme", second.id)).toMatchObject({ id: second.id });
  });

  test("has keys that are disabled and enabled again, and is found by them either way", async () => {
    const { jane, ledger } = bench();
    await jane.applications.create({ id: "app", name: "App" });
    await jane.applications.create({ id: "other", name: "Other" });
    const { secret, ...key } = await jane.applications.createKey("app");
    const stored = await ledger.keys.find(secret);
    expect(stored).not.toBeNull();
    for (const time of [1, 2]) {
      const disabled = await jane.applications.setKeyEnabled("app", key.id, false);
      expect([time, disabled]).toEqual([time, { ...key, enabled: false }]);
    }
    expect(await ledger.keys.find(secret)).toBeNull();
    expect(await ledger.keys.get("acme", key.id)).toBeNull();
    expect(await jane.applications.keys("app")).toEqual([{ ...key, enabled: false }]);
    const [listed] = await ledger.keys.list();
    if (listed === undefined) throw new Error("a disabled key is listed");
    expect(listed).toEqual({ ...stored, disabled: true });
    expect(await ledger.keys.identity(listed)).toBeNull();
    expect(await jane.applications.findByKey(key.id)).toMatchObject({ id: "app" });

    expect(await jane.applications.setKeyEnabled("app", key.id, true)).toEqual(key);
    expect(await ledger.keys.find(secret)).toEqual(stored);
    expect(await jane.applications.findByKey(key.id)).toMatchObject({ id: "app" });
    expect(await jane.applications.findByKey("key_unknown")).toBeNull();
    expect(await jane.applications.setKeyEnabled("other", key.id, false)).toBeNull();
    expect(await ledger.keys.setEnabled(listed, false)).toEqual(listed);
    await jane.applications.deleteKey("app", key.id);
    expect(await ledger.keys.setEnabled(listed, true)).toBeNull();
    expect(await jane.applications.setKeyEnabled("app", key.id, true)).toBeNull();
    expect(await ledger.keys.list()).toEqual([]);
  });

  test("has its disabled key enabled only by who could make it one", async () => {
    const { jane, as } = bench();
    await jane.applications.create({ id: "app", name: "App" });
    const { id } = await jane.applications.createKey("app");
    await jane.applications.addRole("app", "ADMIN");
    const grant = { subject: { type: "user", id: "ann" }, permissions: ["READ", "UPDATE"] } as const;
    await jane.access.grant({ tenant: true }, grant);
    const ann = as("ann", { kind: "user" });
    expect(await ann.applications.setKeyEnabled("app", id, false)).toMatchObject({ enabled: false });
    await expect(ann.applications.setKeyEnabled("app", id, true)).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await jane.applications.keys("app")).toMatchObject([{ enabled: false }]);
  });

  test("that is deleted takes its keys with it, and its id is never used again", async () => {
    const { jane, ledger } = bench();
    await jane.applications.create({ id: "app", name: "App" });
    const { secret } = await jane.applications.createKey("app");
    const key = await ledger.keys.find(secret);
    if (key === null) throw new Error("the key is known");
    await jane.applications.delete("app");
    expect((await jane.applications.delete("app")).receipt.changed).toBe(false);
    expect(await ledger.keys.find(secret)).toBeNull();
    expect(await ledger.keys.identity(key)).toBeNull();
    expect(await jane.applications.list()).toEqual([]);
    for (const call of [
      jane.applications.get("app"),
      jane.applications.keys("app"),
      jane.applications.createKey("app"),
      jane.applications.addRole("app", "USER"),
      jane.applications.delete("nobody"),
    ])
      await expect(call).rejects.toMatchObject({ code: "application-not-found" });
    await expect(jane.applications.create({ id: "app", name: "Again" })).rejects.toMatchObject({
      code: "id-taken",
    });
  });

  test("made by a command that comes again is answered again, with the id of the first time", async () => {
    const { jane } = bench();
    const first = await jane.applications.create({ name: "App" }, { commandId: "c" });
    expect(await jane.applications.create({ name: "App" }, { commandId: "c" })).toEqual({
      ...first,
      receipt: { ...first.receipt, repeated: true },
    });
    await expect(jane.applications.create({ name: "Other" }, { commandId: "c" })).rejects.toMatchObject({
      code: "command-id-reused",
    });
    expect(await jane.applications.list()).toHaveLength(1);
  });
});

describe("API keys", () => {
  test("are found by their ids, without a look at any other key", async () => {
    let lists = 0;
    const { ledger } = bench((store) => ({
      ...store,
      records: {
        ...store.records,
        async list(scope, kind) {
          lists += 1;
          return store.records.list(scope, kind);
        },
      },
    }));
    const key = { id: "admin", tenant: "acme", actor: { id: "admin", kind: "admin" }, createdAt: 1 } as const;
    await ledger.keys.add("a secret", key);
    const found = await ledger.keys.get("acme", "admin");
    expect(found).toMatchObject(key);
    expect(await ledger.keys.get("other", "admin")).toBeNull();
    expect(await ledger.keys.get("acme", "nobody")).toBeNull();
    expect(lists).toBe(0);
    expect(found && (await ledger.keys.identity(found))).toEqual({ tenant: "acme", actor: key.actor });
  });

  test("of the same id take each other's place: the one before, removed, leaves the new one", async () => {
    const { ledger } = bench();
    const key = { id: "admin", tenant: "acme", actor: { id: "admin", kind: "admin" }, createdAt: 1 } as const;
    await ledger.keys.add("the first secret", key);
    const first = await ledger.keys.find("the first secret");
    await ledger.keys.add("the second secret", key);
    if (first !== null) await ledger.keys.remove(first);
    expect(await ledger.keys.find("the first secret")).toBeNull();
    expect(await ledger.keys.get("acme", "admin")).toEqual(await ledger.keys.find("the second secret"));
    expect(await ledger.keys.list()).toHaveLength(1);
  });
});

test("CREATE on the tenant is granted by nobody who may only create prompts, as everybody may", async () => {
  const { jane, as } = bench();
  const subject = { type: "user", id: "ann" } as const;
  await jane.access.grant({ tenant: true }, { subject, permissions: ["UPDATE"] });
  const ann = as("ann", { kind: "user" });
  const granted = ann.access.grant({ tenant: true }, { subject, permissions: ["CREATE"] });
  await expect(granted).rejects.toMatchObject({
    code: "forbidden",
    message: "ann has no CREATE permission on the whole of acme; ask for a grant",
  });
  await jane.access.grant({ tenant: true }, { subject, permissions: ["CREATE"] });
  const bob = { type: "user", id: "bob" } as const;
  await ann.access.grant({ tenant: true }, { subject: bob, permissions: ["CREATE"] });
});
