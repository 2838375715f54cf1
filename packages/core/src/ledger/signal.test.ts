import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { Call } from "../../test/every-call.ts";
import { apiKey, bob, CALLS } from "../../test/every-call.ts";
import type { HangingStore } from "../../test/hanging-store.ts";
import { hangingStore } from "../../test/hanging-store.ts";
import { bench, logOf, saying, settled } from "../../test/ledger.ts";
import { PERMISSIONS } from "../access/grant.ts";
import { isLedgerError, LedgerError } from "../errors.ts";
import type { Ledger } from "./create-ledger.ts";
import type { TenantLedger } from "./tenant-ledger.ts";

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
    if (typeof part !== "object") return [];
    return Object.entries(part).flatMap(([method, value]) =>
      typeof value === "function" ? [`${name}.${method}`] : [],
    );
  });
  const keys = Object.keys(ledger.keys).map((name) => `keys.${name}`);
  // Both return at once, and read nothing.
  const waiting = [...methods, ...keys].filter((name) => !["within", "versions.inspect"].includes(name));
  expect([...names].sort()).toEqual(waiting.sort());
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
    await fc.assert(property, { numRuns: 100 });
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

  test("leaves the outcome unknown of an append that was cut off before and is being looked up", async () => {
    let isCut = false;
    const made: HangingStore[] = [];
    const { jane, clock } = bench((inner) => {
      const hanging = hangingStore({
        ...inner,
        async append(batch) {
          const answer = await inner.append(batch);
          if (isCut) throw new LedgerError("outcome-unknown", "cut off");
          return answer;
        },
      });
      made.push(hanging);
      return hanging.store;
    });
    const prompt = await jane.prompts.create({ name: "P" });
    isCut = true;
    const controller = new AbortController();
    made[0]?.hang(2, "before");
    const outcome = watched(jane.prompts.edit(prompt, { name: "Q" }, { signal: controller.signal }));
    await clock.advance(1000);
    expect(made[0]?.hasHung()).toBe(true);
    controller.abort();
    await afterAbort();
    expect(outcome()).toMatchObject({ error: { code: "outcome-unknown" } });
  });

  test("that many calls share is listened to once", async () => {
    const { my } = await setUp("host");
    const { signal } = new AbortController();
    const listening = vi.spyOn(signal, "addEventListener");
    await Promise.all(Array.from({ length: 30 }, () => my.prompts.get("p", { signal })));
    expect(listening).toHaveBeenCalledTimes(1);
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

test("a storage that hangs for its whole time limit at each look-up is not asked without end whether a write was done", async () => {
  let loads = 0;
  let isFrozen = false;
  const { jane, clock } = bench((inner) => ({
    ...inner,
    async append(batch) {
      if (!isFrozen) return inner.append(batch);
      await clock.sleep(30_000);
      throw new LedgerError("outcome-unknown", "no answer");
    },
    async load(tenant, request) {
      if (!isFrozen) return inner.load(tenant, request);
      loads += 1;
      await clock.sleep(30_000);
      throw new LedgerError("unavailable", "no answer");
    },
  }));
  const prompt = await jane.prompts.create({ name: "P" });
  isFrozen = true;
  const outcome = watched(jane.prompts.edit(prompt, { name: "Q" }));
  for (let step = 0; step < 4; step++) await clock.advance(30_000);
  expect(outcome()).toMatchObject({ error: { code: "outcome-unknown" } });
  expect(loads).toBe(1);
});
