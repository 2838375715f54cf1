import { expect, test } from "vitest";
import { bench, refusal, saying } from "../../test/ledger.ts";

const bob = { type: "user", id: "bob" } as const;
const asked = { id: "bob", kind: "user" } as const;

/** Bob could read a prompt and an integration, and no longer can. `at` is the position before that. */
async function lost() {
  const made = bench();
  const { jane, as } = made;
  await jane.prompts.create({ id: "p", name: "P" });
  await jane.versions.create({ id: "p" }, saying("one"));
  await jane.versions.commit({ id: "p" });
  await jane.integrations.save("openai", { type: "openai" });
  await jane.integrations.saveModel("openai", "gpt-4o", {});
  await jane.applications.create({ id: "app", name: "App" });
  const grant = { subject: bob, permissions: ["READ"] } as const;
  for (const target of [{ id: "p" }, { integration: "openai" }, { tag: "team" }] as const)
    await jane.access.grant(target, grant);
  const { position } = await jane.prompts.find();
  const at = { position };
  for (const target of [{ id: "p" }, { integration: "openai" }, { tag: "team" }] as const)
    await jane.access.revoke(target, grant);
  return { ...made, at, user: as("bob", { kind: "user" }) };
}

test("who could do what can be asked of any moment", async () => {
  const { jane, at } = await lost();
  for (const target of [{ id: "p" }, "p", { integration: "openai" }, { tag: "team" }] as const) {
    expect(await jane.access.grants(target, { at })).toEqual([{ subject: bob, permissions: ["READ"] }]);
    expect(await jane.access.grants(target)).toEqual([]);
    expect(await jane.access.check(asked, target, { at })).toMatchObject({ READ: true, UPDATE: false });
    expect(await jane.access.check(asked, target)).toMatchObject({ READ: false });
  }
  const model = { integration: "openai", model: "gpt-4o" };
  expect(await refusal(jane.access.grants(model, { at: { position: 2 } }))).toMatchObject({
    code: "integration-not-found",
  });
  expect(await refusal(jane.access.grants("p", { at: { position: 0 } }))).toMatchObject({
    code: "prompt-not-found",
    message: expect.stringContaining('there is no prompt with the slug "p" at that time'),
  });
});

test("access that was taken away is gone for all of the past", async () => {
  const { user, jane, at } = await lost();
  const refused = [
    user.access.grants({ id: "p" }, { at }),
    user.access.grants({ integration: "openai" }, { at }),
    user.access.check({ id: "jane" }, { id: "p" }, { at }),
    user.integrations.get("openai", { at }),
    user.integrations.getModel("openai", "gpt-4o", { at }),
    user.applications.get("app", { at }),
    user.applications.list({ at }),
    user.applications.keys("app", { at }),
    user.applications.findByKey("key", { at }),
  ];
  for (const one of refused) expect(await refusal(one)).toMatchObject({ code: "forbidden" });
  expect(await user.integrations.list({ at })).toEqual([]);
  expect(await user.versions.latestCommitted({ at })).toEqual([]);
  expect(await user.versions.latestCommittedPage({ at })).toEqual({ items: [], next: null });
  // What an actor may and might do is their own to know.
  expect(await user.access.check(asked, { id: "p" }, { at })).toMatchObject({ READ: true });
  expect(await user.access.require("READ", { id: "p" }, { at })).toBeUndefined();
  expect(await refusal(user.access.require("READ", { id: "p" }))).toMatchObject({ code: "forbidden" });
  await jane.access.grant({ id: "p" }, { subject: bob, permissions: ["READ"] });
  expect(await user.versions.latestCommitted({ at })).toHaveLength(1);
  expect(await user.access.grants({ id: "p" }, { at: { position: at.position - 3 } })).toEqual([]);
});

test("a bad moment is refused by every read, and no option is ignored", async () => {
  const { jane } = await lost();
  const reads: readonly ((options: object) => Promise<unknown>)[] = [
    (options) => jane.access.grants("p", options),
    (options) => jane.access.check(asked, { tenant: true }, options),
    (options) => jane.access.require("READ", { tag: "team" }, options),
    (options) => jane.applications.get("app", options),
    (options) => jane.applications.list(options),
    (options) => jane.applications.keys("app", options),
    (options) => jane.applications.findByKey("key", options),
    (options) => jane.integrations.get("openai", options),
    (options) => jane.integrations.list(options),
    (options) => jane.integrations.getModel("openai", "gpt-4o", options),
    (options) => jane.versions.latestCommitted(options),
    (options) => jane.versions.latestCommittedPage(options),
  ];
  for (const read of reads) {
    expect((await refusal(read({ at: "yesterday" }))).fields).toEqual(["at"]);
    expect((await refusal(read({ at: { position: -1 } }))).fields).toEqual(["at.position"]);
    expect((await refusal(read({ until: 3 }))).fields).toEqual(["until"]);
  }
});
