import { describe, expect, test } from "vitest";
import type { Bench } from "../../test/ledger.ts";
import { bench, refusal, saying, send, settled } from "../../test/ledger.ts";
import { createLedger } from "../ledger/create-ledger.ts";
import type { TenantLedger } from "../ledger/tenant-ledger.ts";
import type { Live } from "./live.ts";

async function deployed(jane: TenantLedger, slug: string, text = slug, environment = "production") {
  const prompt = await jane.prompts.create({ name: slug, slug });
  await jane.versions.create(prompt, saying(text));
  await jane.versions.commit(prompt);
  await jane.deployments.deploy(prompt, { version: "latest", environment });
  return prompt;
}

async function next(jane: TenantLedger, slug: string, text: string) {
  await jane.versions.create(slug, saying(text));
  await jane.versions.commit(slug);
  return (await jane.deployments.deploy(slug, { version: "latest" })).receipt.position;
}

function error(call: () => unknown): {
  readonly code?: string;
  readonly message?: string;
  readonly details?: object;
} {
  try {
    call();
  } catch (thrown) {
    return thrown as object;
  }
  return {};
}

describe("what a view answers", () => {
  test("is what the store answers, as one frozen object for everybody, until it changes", async () => {
    const { jane, clock } = bench();
    const prompt = await deployed(jane, "greeting", "one {{who}}");
    await using live = await jane.live();
    const first = live.resolve("greeting");
    const { render, ...facts } = await jane.resolve("greeting");
    expect(first).toMatchObject(facts);
    expect(first.position).toBe(live.position);
    expect(render({ who: "Jane" })).toEqual(first.render({ who: "Jane" }));
    expect(live.resolve({ id: prompt.id })).toBe(first);
    expect(live.resolve(prompt)).toBe(first);
    expect(live.resolve("greeting", { environment: "production" })).toBe(first);
    expect(Object.isFrozen(first) && Object.isFrozen(first.content.messages?.[0])).toBe(true);
    expect(first.attributes).toEqual({
      "gen_ai.prompt.name": "greeting",
      "gen_ai.prompt.version": "1",
      "promptledger.content_hash": first.contentHash,
      "promptledger.environment": "production",
      "promptledger.position": live.position,
    });
    const position = await next(jane, "greeting", "two");
    await live.caughtUp(position);
    const second = live.resolve("greeting");
    expect(second).toMatchObject({ number: 2, stale: false, position, reason: "deployed" });
    // Who holds the one of before can tell.
    expect(first).toMatchObject({ number: 1, stale: true });
    expect(first.position).toBeLessThan(position);
    await clock.advance(500);
    expect([first.staleness, second.staleness]).toEqual([500, 500]);
  });

  test("is never anything else than what was asked for", async () => {
    const { jane } = bench();
    await deployed(jane, "a");
    await deployed(jane, "b", "b", "staging");
    await deployed(jane, "c");
    await jane.deployments.undeploy("c");
    const gone = await deployed(jane, "gone");
    await jane.prompts.delete("gone");
    const live = await jane.live({ versions: ["a"] });
    const of = (...given: Parameters<Live["resolve"]>) => error(() => live.resolve(...given));
    const same = async (...given: Parameters<Live["resolve"]>) => {
      const { code } = of(...given);
      expect((await refusal(jane.resolve(...given))).code, String(code)).toBe(code);
      return of(...given);
    };
    expect(await same("nothing")).toMatchObject({ code: "prompt-not-found" });
    expect(await same("gone")).toMatchObject({ code: "prompt-not-found" });
    expect(await same({ id: gone.id })).toMatchObject({ code: "prompt-deleted" });
    expect(await same("c")).toMatchObject({
      code: "not-deployed",
      message: 'nothing of "c" is live in production; deploy a committed version there',
    });
    expect(await same("b")).toMatchObject({
      code: "not-deployed",
      message: expect.stringContaining("only in staging"),
    });
    expect(await same("b", { environment: "stagin" })).toMatchObject({ code: "environment-not-found" });
    expect(of("b", { environment: "stagin" })).toMatchObject({
      message: expect.stringContaining("live in an environment stagin, only in production, staging; check"),
      details: { environment: "stagin", environments: ["production", "staging"] },
    });
    expect(await same("a", { version: 7 })).toMatchObject({
      code: "version-not-found",
      message: expect.stringContaining("there are 1"),
    });
    await jane.versions.create("a", saying("draft"));
    await live.caughtUp((await jane.prompts.star("a", true)).receipt.position);
    expect(await same("a", { version: 2 })).toMatchObject({ code: "version-is-draft" });
    // What is live is held, also under its number.
    expect(live.resolve("b", { version: 1 })).toMatchObject({ reason: "version", environment: null });
    expect(live.resolve("b", { version: 1 })).toBe(live.resolve("b", { version: 1 }));
    expect(of("b", { version: "latest" })).toMatchObject({ code: "not-loaded" });
    expect(of("b", { version: 2 })).toMatchObject({
      code: "not-loaded",
      message: expect.stringContaining("acme.resolve"),
    });
    for (const options of [
      { enviroment: "staging" },
      { environment: "a b" },
      { version: "current" },
      1,
      null,
    ])
      expect(await same("b", options as never), JSON.stringify(options)).toMatchObject({
        code: "invalid-input",
      });
    expect(of("a", { environment: "staging", version: 1 })).toMatchObject({ code: "invalid-input" });
    expect(await same(1 as never)).toMatchObject({ code: "invalid-input" });
  });

  test("can be a version by its number, where its versions are held", async () => {
    const { jane } = bench();
    await deployed(jane, "a", "one");
    const live = await jane.live({ versions: ["a", "later"] });
    await next(jane, "a", "two");
    await jane.versions.create("a", saying("three"));
    const { receipt } = await jane.versions.commit("a");
    await live.caughtUp(receipt.position);
    for (const version of [1, 2, 3, "latest"] as const) {
      const { render: _render, ...facts } = await jane.resolve("a", { version });
      expect(live.resolve("a", { version })).toMatchObject(facts);
      expect(facts).toMatchObject({ environment: null, deployedAt: null, reason: "version" });
      expect(facts).not.toHaveProperty("staleness");
    }
    expect(live.resolve("a", { version: 3 })).toBe(live.resolve("a", { version: "latest" }));
    expect(live.resolve("a", { version: 1 }).attributes).not.toHaveProperty("promptledger.environment");
    // A slot that Orkes' API overwrites.
    const before = live.resolve("a", { version: 2 });
    const saved = await send(jane, {
      type: "SaveVersion",
      prompt: "a",
      number: 2,
      mode: "replace",
      input: saying("new"),
    });
    await deployed(jane, "other");
    const moved = await jane.prompts.edit("other", { slug: "later" });
    await live.caughtUp(moved.receipt.position);
    expect(saved.receipt.changed).toBe(true);
    expect(live.resolve("a", { version: 2 }).content).toMatchObject(saying("new"));
    expect(before.stale).toBe(true);
    expect(live.resolve("a").content).toMatchObject(saying("two"));
    expect(live.resolve("later", { version: 1 }).content).toMatchObject(saying("other"));
  });

  test("has the versions that a prompt got in the append that restored it", async () => {
    const { jane } = bench();
    const { id } = await jane.prompts.create({ name: "Greeting" });
    await jane.prompts.delete({ id });
    await using live = await jane.live({ versions: [{ id }] });
    await jane.batch([
      { type: "RestorePrompt", prompt: { id } },
      { type: "CreateVersion", prompt: { id }, input: saying("Hi") },
    ]);
    const { receipt } = await jane.versions.commit({ id });
    await live.caughtUp(receipt.position);
    const { number, revision, content } = await jane.resolve({ id }, { version: 1 });
    expect(live.resolve({ id }, { version: 1 })).toMatchObject({ number, revision, content });
  });

  test("is only what the options name", async () => {
    const { jane } = bench();
    await deployed(jane, "a");
    const { id } = await deployed(jane, "b", "b", "staging");
    await deployed(jane, "c");
    const live = await jane.live({ environments: ["production"], prompts: ["a", { id }, "later"] });
    const codeOf = (...given: Parameters<Live["resolve"]>) => error(() => live.resolve(...given)).code;
    expect(live.resolve("a").content).toMatchObject(saying("a"));
    expect(codeOf("b", { environment: "staging" })).toBe("not-loaded");
    expect(codeOf("b")).toBe("not-deployed");
    expect(codeOf("c")).toBe("not-loaded");
    expect(codeOf("later")).toBe("prompt-not-found");
    // A prompt comes into the view with its slug, and leaves it again.
    await live.caughtUp((await jane.prompts.edit("c", { slug: "later" })).receipt.position);
    expect(live.resolve("later").content).toMatchObject(saying("c"));
    await live.caughtUp((await jane.prompts.edit("later", { slug: "c" })).receipt.position);
    expect(codeOf("later")).toBe("prompt-not-found");
    expect(codeOf("c")).toBe("not-loaded");
    expect(await refusal(jane.live({ environments: [] }))).toMatchObject({ fields: ["environments"] });
    expect(await refusal(jane.live({ prompt: ["a"] } as never))).toMatchObject({ fields: ["prompt"] });
  });
});

describe("changes", () => {
  test("are reported with what was live before, after the view has changed, and a listener that throws ends nothing", async () => {
    const { jane } = bench();
    const prompt = await deployed(jane, "a", "one");
    const live = await jane.live();
    const changes: unknown[] = [];
    const errors: unknown[] = [];
    const textOf = (one: { content: { messages?: readonly object[] } } | null) => one?.content.messages?.[0];
    live.on("error", (event) => errors.push(event.error));
    live.on("change", () => {
      throw new Error("no");
    });
    const stop = live.on("change", ({ environment, from, to }) => {
      if (to !== null) expect(live.resolve(prompt, { environment })).toBe(to);
      changes.push([environment, from?.slug, textOf(from), to?.slug, textOf(to)]);
    });
    const message = (text: string) => saying(text).messages[0];
    await live.caughtUp(await next(jane, "a", "two"));
    await live.caughtUp((await jane.prompts.edit("a", { slug: "b" })).receipt.position);
    await live.caughtUp(
      (await jane.deployments.promote("b", { from: "production", to: "eu" })).receipt.position,
    );
    await live.caughtUp((await jane.prompts.delete("b")).receipt.position);
    expect(changes).toEqual([
      ["production", "a", message("one"), "a", message("two")],
      ["production", "a", message("two"), "b", message("two")],
      ["eu", undefined, undefined, "b", message("two")],
      ["production", "b", message("two"), undefined, undefined],
      ["eu", "b", message("two"), undefined, undefined],
    ]);
    expect(errors).toHaveLength(5);
    stop();
    expect(() => live.on("chnge" as never, () => undefined)).toThrow("must be one of change");
  });

  test("of one append are seen together", async () => {
    const { jane } = bench();
    for (const slug of ["a", "b"]) await deployed(jane, slug, "one");
    for (const slug of ["a", "b"]) {
      await jane.versions.create(slug, saying("two"));
      await jane.versions.commit(slug);
    }
    const live = await jane.live();
    const seen: number[][] = [];
    live.on("change", () => seen.push(["a", "b"].map((slug) => live.resolve(slug).number)));
    const { receipt } = await jane.batch(
      ["a", "b"].map((prompt) => ({ type: "DeployVersion", prompt, version: 2 }) as const),
    );
    await live.caughtUp(receipt.position);
    expect(seen).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });
});

describe("access", () => {
  test("needs EXECUTE on the whole tenant, and the view ends when it is lost", async () => {
    const { jane, as } = bench();
    await deployed(jane, "a");
    const bob = as("bob", { kind: "user" });
    const subject = { type: "user", id: "bob" } as const;
    await jane.access.grant("a", { subject, permissions: ["EXECUTE"] });
    expect(await refusal(bob.live())).toMatchObject({ code: "forbidden" });
    await jane.access.grant({ tenant: true }, { subject, permissions: ["EXECUTE"] });
    const live = await bob.live();
    const ends: unknown[] = [];
    live.on("end", (event) => ends.push(event.error));
    expect(live.resolve("a").number).toBe(1);
    const { receipt } = await jane.access.revoke({ tenant: true }, { subject, permissions: ["EXECUTE"] });
    expect(await refusal(live.caughtUp(receipt.position))).toMatchObject({ code: "forbidden" });
    expect(error(() => live.resolve("a"))).toMatchObject({ code: "forbidden" });
    expect(error(() => live.bundle())).toMatchObject({ code: "forbidden" });
    expect(ends).toMatchObject([{ code: "forbidden" }]);
  });

  test("is asked of a host's policy once a second", async () => {
    const { store, clock, jane } = bench();
    await deployed(jane, "a");
    let allowed = true;
    const policy = { allows: () => allowed, scope: () => "all" as const };
    const live = await createLedger({ store, clock, policy })
      .as({ tenant: "acme", actor: { id: "bob" } })
      .live();
    allowed = false;
    await clock.advance(1000);
    expect(error(() => live.resolve("a"))).toMatchObject({ code: "forbidden" });
  });
});

describe("an end", () => {
  test.each<[string, (live: Live, bench: Bench) => Promise<void>]>([
    ["close", (live) => live.close()],
    ["the ledger's close", (_, { ledger }) => ledger.close()],
    ["the store's close", (_, { store }) => store.close()],
  ])("by %s leaves nothing to be answered", async (_, close) => {
    const one = bench();
    await deployed(one.jane, "a");
    const live = await one.jane.live();
    const waiting = refusal(live.caughtUp(99));
    await close(live, one);
    await settled();
    expect(error(() => live.resolve("a"))).toMatchObject({ code: "store-closed" });
    expect(await waiting).toMatchObject({ code: "store-closed" });
    await live.close();
  });

  test("of a wait comes with its time or its signal", async () => {
    const { jane, clock } = bench();
    const live = await jane.live();
    const late = refusal(live.caughtUp(9, { timeoutMs: 50 }));
    const controller = new AbortController();
    const aborted = refusal(live.caughtUp(9, { signal: controller.signal }));
    controller.abort();
    expect(await aborted).toMatchObject({ code: "unavailable" });
    await clock.advance(50);
    expect(await late).toMatchObject({ code: "unavailable", message: expect.stringContaining("position 0") });
    expect(await refusal(live.caughtUp(-1))).toMatchObject({ fields: ["position"] });
    expect(await refusal(live.caughtUp(1, { timeoutMs: 0 }))).toMatchObject({ fields: ["timeoutMs"] });
  });
});

test("a view cannot be opened inside a transaction of the host", async () => {
  const { store } = bench();
  const ledger = createLedger<object>({ store: { ...store, within: () => store } });
  const inside = ledger.as({ tenant: "acme", actor: { id: "jane" } }).within({});
  expect(await refusal(inside.live())).toMatchObject({ code: "invalid-input", fields: ["live"] });
});
