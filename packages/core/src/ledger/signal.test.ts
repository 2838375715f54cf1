import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HangingStore } from "../../test/hanging-store.ts";
import { hangingStore } from "../../test/hanging-store.ts";
import { bench, logOf, saying, settled } from "../../test/ledger.ts";
import { PERMISSIONS } from "../access/grant.ts";
import { isLedgerError } from "../errors.ts";
import type { StoredApiKey } from "../identity/api-keys.ts";
import type { CallOptions } from "../ports/call-options.ts";
import type { Ledger } from "./create-ledger.ts";
import type { TenantLedger } from "./tenant-ledger.ts";

type Call = (my: TenantLedger, options: CallOptions, keys: Ledger["keys"]) => Promise<unknown>;

const bob = { type: "user", id: "bob" } as const;
const apiKey = {
  id: "k",
  tenant: "acme",
  actor: { id: "app:a", kind: "application" },
  createdAt: 1,
} as const;

/** A call of each method of the facades. */
const CALLS: { readonly [name: string]: Call } = {
  "prompts.create": (my, options) => my.prompts.create({ name: "New" }, options),
  "prompts.duplicate": (my, options) => my.prompts.duplicate("p", { name: "New" }, options),
  "prompts.get": (my, options) => my.prompts.get("p", options),
  "prompts.find": (my, options) => my.prompts.find(options),
  "prompts.edit": (my, options) => my.prompts.edit("p", { name: "Other" }, options),
  "prompts.tag": (my, options) => my.prompts.tag("p", { key: "k" }, options),
  "prompts.untag": (my, options) => my.prompts.untag("p", { key: "old" }, options),
  "prompts.star": (my, options) => my.prompts.star("p", true, options),
  "prompts.delete": (my, options) => my.prompts.delete("p", options),
  "prompts.restore": (my, options) => my.prompts.restore({ id: "gone" }, {}, options),
  "versions.create": (my, options) => my.versions.create("p", saying("c"), options),
  "versions.get": (my, options) => my.versions.get("p", 1, options),
  "versions.getWithPrompt": (my, options) =>
    my.versions.getWithPrompt("p", 1, { at: { position: 9 }, ...options }),
  "versions.list": (my, options) => my.versions.list("p", options),
  "versions.latestCommitted": (my, options) => my.versions.latestCommitted(options),
  "versions.latestCommittedPage": (my, options) => my.versions.latestCommittedPage(options),
  "versions.edit": (my, options) => my.versions.edit("p", 2, saying("d"), options),
  "versions.commit": (my, options) => my.versions.commit("p", {}, options),
  "versions.delete": (my, options) => my.versions.delete("p", 2, options),
  "versions.diff": (my, options) => my.versions.diff("p", 1, 2, options),
  "deployments.deploy": (my, options) =>
    my.deployments.deploy("p", { version: 1, environment: "staging" }, options),
  "deployments.rollback": (my, options) => my.deployments.rollback("twice", {}, options),
  "deployments.promote": (my, options) =>
    my.deployments.promote("p", { from: "production", to: "staging" }, options),
  "deployments.undeploy": (my, options) => my.deployments.undeploy("p", {}, options),
  "deployments.list": (my, options) => my.deployments.list("p", options),
  "history.of": (my, options) => my.history.of("p", options),
  "history.log": (my, options) => all(my.history.log(options)),
  "history.follow": (my, options) => all(my.history.follow(options)),
  "history.replay": (my, options) => my.history.replay((count: number) => count + 1, 0, options),
  "actors.describe": (my, options) => my.actors.describe(["jane"], options),
  "actors.list": (my, options) => my.actors.list(options),
  "actors.erase": (my, options) => my.actors.erase("jane", options),
  "access.grant": (my, options) => my.access.grant("p", { subject: bob, permissions: ["READ"] }, options),
  "access.revoke": (my, options) =>
    my.access.revoke({ tag: "old" }, { subject: bob, permissions: ["READ"] }, options),
  "access.grants": (my, options) => my.access.grants("p", options),
  "access.check": (my, options) => my.access.check({ id: "bob" }, { tenant: true }, options),
  "access.require": (my, options) => my.access.require("READ", "p", options),
  "applications.create": (my, options) => my.applications.create({ name: "B" }, options),
  "applications.get": (my, options) => my.applications.get("a", options),
  "applications.list": (my, options) => my.applications.list(options),
  "applications.delete": (my, options) => my.applications.delete("a", options),
  "applications.addRole": (my, options) => my.applications.addRole("a", "team", options),
  "applications.removeRole": (my, options) => my.applications.removeRole("a", "old", options),
  "applications.createKey": (my, options) => my.applications.createKey("a", options),
  "applications.keys": (my, options) => my.applications.keys("a", options),
  "applications.deleteKey": (my, options) => my.applications.deleteKey("a", "k", options),
  "integrations.save": (my, options) =>
    my.integrations.save("i", { type: "openai", description: "I" }, options),
  "integrations.get": (my, options) => my.integrations.get("i", options),
  "integrations.list": (my, options) => my.integrations.list(options),
  "integrations.delete": (my, options) => my.integrations.delete("i", options),
  "integrations.saveModel": (my, options) => my.integrations.saveModel("i", "n", {}, options),
  "integrations.getModel": (my, options) => my.integrations.getModel("i", "m", options),
  "integrations.deleteModel": (my, options) => my.integrations.deleteModel("i", "m", options),
  "integrations.test": (my, options) =>
    my.integrations.test({ integration: "i", model: "m", prompt: "Hi", ...options }),
  batch: (my, options) =>
    my.batch(
      [
        { type: "EditPrompt", prompt: "p", name: "Q" },
        { type: "AddRole", id: "a", role: "team" },
      ],
      options,
    ),
  resolve: (my, options) => my.resolve("p", options),
  "keys.find": (_, options, keys) => keys.find("secret", options),
  "keys.get": (_, options, keys) => keys.get("acme", "k", options),
  "keys.list": (_, options, keys) => keys.list(options),
  "keys.add": (_, options, keys) => keys.add("other", { ...apiKey, id: "l" }, options),
  "keys.remove": (_, options, keys) => keys.remove({ ...apiKey, hash: "h" } satisfies StoredApiKey, options),
  "keys.identity": (_, options, keys) => keys.identity({ ...apiKey, hash: "h" }, options),
};

async function all(values: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of values) count += 1;
  return count;
}

interface SetUp {
  readonly my: TenantLedger;
  readonly plain: TenantLedger;
  readonly ledger: Ledger;
  readonly hanging: HangingStore;
}

/** A ledger with something for each call, and an actor who may do it all: trusted, or by grants that must be loaded. */
async function setUp(kind: "host" | "user"): Promise<SetUp> {
  const made: HangingStore[] = [];
  const { ledger, as, jane } = bench((inner) => {
    const hanging = hangingStore(inner);
    made.push(hanging);
    return hanging.store;
  });
  for (const id of ["p", "twice", "gone"]) await jane.prompts.create({ id, slug: id, name: id });
  await jane.prompts.delete("gone");
  await jane.prompts.tag("p", { key: "old" });
  for (const slug of ["p", "twice"]) {
    await jane.versions.create(slug, saying("a"));
    await jane.versions.create(slug, saying("b"));
    await jane.deployments.deploy(slug, { version: 1 });
  }
  await jane.versions.commit("twice");
  await jane.deployments.deploy("twice", { version: 2 });
  await jane.integrations.save("i", { type: "openai" });
  await jane.integrations.saveModel("i", "m", {});
  await jane.applications.create({ id: "a", name: "A" });
  await jane.applications.addRole("a", "old");
  await ledger.keys.add("secret", apiKey);
  await jane.access.grant({ tag: "old" }, { subject: bob, permissions: ["READ"] });
  const ann = { type: "user", id: "ann" } as const;
  await jane.access.grant({ tenant: true }, { subject: ann, permissions: PERMISSIONS });
  const memberOf = [{ type: "role", id: "team" }] as const;
  const my =
    kind === "host"
      ? jane
      : as("ann", { kind: "user", memberOf: [...memberOf, { type: "role", id: "old" }] });
  const [hanging] = made;
  if (hanging === undefined) throw new Error("there is no store");
  return { my, plain: jane, ledger, hanging };
}

type Outcome = { readonly status: "answered" } | { readonly status: "failed"; readonly error: unknown };

/** What has become of a call so far. */
function watched(call: Promise<unknown>): () => Outcome | null {
  let outcome: Outcome | null = null;
  call.then(
    () => {
      outcome = { status: "answered" };
    },
    (error: unknown) => {
      outcome = { status: "failed", error };
    },
  );
  return () => outcome;
}

/** What the ledger holds: its log, the keys and the directory. */
async function contents({ plain, ledger }: SetUp): Promise<unknown> {
  const [log, keys, people] = [await logOf(plain), await ledger.keys.list(), await plain.actors.list()];
  // To remember who writes is no write of the call.
  return [log, keys, people.filter(({ id }) => id !== "ann")];
}

/** A write has one turn of the timers to say that nothing was written. */
async function afterAbort(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  await settled();
}

const names = Object.keys(CALLS);

test("there is a call of every method", async () => {
  const { my, ledger } = await setUp("host");
  const methods = Object.entries(my).flatMap(([name, part]) => {
    if (typeof part === "function") return [name];
    return typeof part === "object" ? Object.keys(part).map((method) => `${name}.${method}`) : [];
  });
  const keys = Object.keys(ledger.keys).map((name) => `keys.${name}`);
  expect([...names].sort()).toEqual([...methods, ...keys].filter((name) => name !== "within").sort());
});

describe("a signal", () => {
  test("ends any call at any moment, and never says that nothing was written of what is", async () => {
    const moments = { call: fc.constantFrom(...names), hangsAt: fc.integer({ min: 1, max: 8 }) };
    const rest = {
      when: fc.constantFrom("before", "after" as const),
      kind: fc.constantFrom("host", "user" as const),
    };
    const codes = new Set<unknown>();
    const property = fc.asyncProperty(fc.record({ ...moments, ...rest }), async (chosen) => {
      const set = await setUp(chosen.kind);
      const before = await contents(set);
      const controller = new AbortController();
      set.hanging.hang(chosen.hangsAt, chosen.when);
      const call = CALLS[chosen.call] as Call;
      const outcome = watched(call(set.my, { signal: controller.signal }, set.ledger.keys));
      await settled();
      const isDone = outcome() !== null;
      controller.abort();
      await afterAbort();
      const ended = outcome();
      if (ended === null) throw new Error(`${chosen.call} goes on after its signal has aborted`);
      const { onLog } = set.hanging.begun();
      set.hanging.release();
      await settled();
      // Changes of two records, such as those of a key, are not left half done.
      expect(set.hanging.begun().onLog, "what was begun after the call had ended").toBe(onLog);
      if (isDone || ended.status === "answered") return;
      if (!isLedgerError(ended.error)) throw ended.error;
      codes.add(ended.error.code);
      expect(["unavailable", "outcome-unknown"]).toContain(ended.error.code);
      set.hanging.hang(Number.POSITIVE_INFINITY, "before");
      if (ended.error.code === "unavailable") expect(await contents(set)).toEqual(before);
    });
    await fc.assert(property, { numRuns: 150 });
    expect([...codes].sort()).toEqual(["outcome-unknown", "unavailable"]);
  });

  test("that has aborted sends nothing, whatever the call", async () => {
    const { my, ledger, hanging } = await setUp("user");
    hanging.hang(Number.POSITIVE_INFINITY, "before");
    for (const [name, call] of Object.entries(CALLS)) {
      const ended = call(my, { signal: AbortSignal.abort() }, ledger.keys);
      if (name === "history.follow") await expect(ended, name).resolves.toBe(0);
      else await expect(ended, name).rejects.toMatchObject({ code: "unavailable" });
    }
    expect(hanging.begun().all).toBe(0);
  });

  test("of the wrong type is refused by every call", async () => {
    const { my, ledger } = await setUp("host");
    for (const [name, call] of Object.entries(CALLS)) {
      const refused = call(my, { signal: 1 as never }, ledger.keys);
      await expect(refused, name).rejects.toMatchObject({
        code: "invalid-input",
        issues: [{ field: "signal" }],
      });
    }
  });

  test("ends a write that waits behind another, which is then never begun", async () => {
    const set = await setUp("host");
    set.hanging.hang(1, "before");
    const first = set.my.prompts.edit({ id: "p" }, { name: "first" });
    await settled();
    const controller = new AbortController();
    const second = set.my.prompts.edit({ id: "p" }, { name: "second" }, { signal: controller.signal });
    const third = set.my.prompts.edit({ id: "p" }, { description: "third" });
    const outcome = watched(second);
    await settled();
    controller.abort();
    await settled();
    expect(outcome()).toMatchObject({ error: { code: "unavailable" } });
    set.hanging.release();
    await first;
    await third;
    expect(await set.plain.prompts.get("p")).toMatchObject({ name: "first", description: "third" });
  });

  test("of a session ends its reads, and its writes go on", async () => {
    const set = await setUp("host");
    const controller = new AbortController();
    const { signal } = controller;
    const my = set.ledger.as({ tenant: "acme", actor: { id: "jane" }, signal });
    set.hanging.hang(1, "before");
    const read = watched(my.prompts.get("p"));
    await settled();
    controller.abort();
    await settled();
    expect(read()).toMatchObject({ error: { code: "unavailable" } });
    set.hanging.release();
    expect(await my.prompts.edit("p", { name: "done" })).toMatchObject({ name: "done" });
    const own = { signal: new AbortController().signal };
    expect(await my.prompts.get("p", own)).toMatchObject({ name: "done" });
  });
});
