import { memoryEventStore } from "@promptledger/adapter-memory";
import type { EventStore } from "@promptledger/core";
import { createLedger, grantPolicy, LedgerError } from "@promptledger/core";
import type { AppendBatch, Document } from "@promptledger/core/adapter";
import { describe, expect, test } from "vitest";
import { bench, countingIds, logOf, refusal, saying, send } from "../../test/ledger.ts";

/** A store whose appends go through a function first; it is given the real one. */
function appending(
  through: (batch: AppendBatch, append: EventStore["append"]) => ReturnType<EventStore["append"]>,
): (store: EventStore) => EventStore {
  return (store) => ({ ...store, append: (batch) => through(batch, store.append) });
}

const lost = () =>
  new LedgerError("outcome-unknown", "the connection was lost; repeat with the same command id");

describe("an append whose outcome is unknown", () => {
  test("and that was made is found by its command id: there is one append, and no second attempt", async () => {
    let sent = 0;
    const { jane } = bench(
      appending(async (batch, append) => {
        sent += 1;
        const result = await append(batch);
        if (sent === 1) throw lost();
        return result;
      }),
    );
    const prompt = await jane.prompts.create({ name: "n" });
    expect(prompt).toMatchObject({ name: "n", receipt: { changed: true, position: 2 } });
    // It once said of its own append that it was an earlier one.
    expect(prompt.receipt.repeated).toBe(false);
    expect(sent).toBe(1);
    expect(await logOf(jane)).toEqual(["PromptCreated", "SlugClaimed"]);
  });

  test("and that was not made is made again under the same command id", async () => {
    const ids: string[] = [];
    const { jane } = bench(
      appending(async (batch, append) => {
        ids.push(batch.command.id);
        if (ids.length === 1) throw lost();
        return append(batch);
      }),
    );
    await jane.prompts.create({ name: "n" });
    expect(ids).toEqual([ids[0], ids[0]]);
    expect(await logOf(jane)).toEqual(["PromptCreated", "SlugClaimed"]);
  });

  test("and that arrives late, while it is looked for, is made once", async () => {
    let late: Promise<unknown> = Promise.resolve();
    let sent = 0;
    const { jane } = bench(
      appending(async (batch, append) => {
        sent += 1;
        if (sent > 1) return append(batch);
        late = new Promise((resolve) => setImmediate(resolve)).then(() => append(batch));
        throw lost();
      }),
    );
    await jane.prompts.create({ name: "n" });
    await late;
    expect(await logOf(jane)).toEqual(["PromptCreated", "SlugClaimed"]);
  });

  test("again and again is reported as what it is", async () => {
    let sent = 0;
    const { jane } = bench(
      appending(async () => {
        sent += 1;
        throw lost();
      }),
    );
    expect(await refusal(jane.prompts.create({ name: "n" }))).toMatchObject({ code: "outcome-unknown" });
    expect(sent).toBe(50);
    expect(await logOf(jane)).toEqual([]);
  });

  test("stays unknown while the storage is unavailable, and is found when it is back", async () => {
    let sent = 0;
    let unavailable = 0;
    const { jane } = bench((store) => ({
      ...store,
      async append(batch) {
        sent += 1;
        await store.append(batch);
        unavailable = 3;
        throw lost();
      },
      async load(tenant, request) {
        if (unavailable-- > 0) throw new LedgerError("unavailable", "the storage did not answer");
        return store.load(tenant, request);
      },
    }));
    // It once said `unavailable`, that is, that nothing was written.
    expect(await jane.prompts.create({ name: "n" })).toMatchObject({ receipt: { repeated: false } });
    expect(sent).toBe(1);
    unavailable = Number.MAX_SAFE_INTEGER;
    expect(await refusal(jane.prompts.create({ name: "m" }))).toMatchObject({ code: "unavailable" });
  });

  test("is reported where the storage does not come back", async () => {
    let gone = false;
    const { jane } = bench((store) => ({
      ...store,
      async append(batch) {
        await store.append(batch);
        gone = true;
        throw lost();
      },
      async load(tenant, request) {
        if (gone) throw new LedgerError("unavailable", "the storage did not answer");
        return store.load(tenant, request);
      },
    }));
    expect(await refusal(jane.prompts.create({ name: "n" }))).toMatchObject({ code: "outcome-unknown" });
  });

  test("is reported where the storage is closed, and where a repetition cannot read its answer", async () => {
    let away: "store-closed" | "unavailable" | null = null;
    const { jane } = bench((store) => ({
      ...store,
      async append(batch) {
        await store.append(batch);
        away = "store-closed";
        throw lost();
      },
      async load(tenant, request) {
        if (away === "store-closed" || (away !== null && request.command === undefined))
          throw new LedgerError(away, "the storage is away");
        return store.load(tenant, request);
      },
    }));
    const create = () => jane.prompts.create({ name: "n" }, { commandId: "c" });
    // It once said `store-closed`, which no caller takes for a write that was made.
    expect(await refusal(create())).toMatchObject({ code: "outcome-unknown" });
    away = "unavailable";
    expect(await refusal(create())).toMatchObject({ code: "outcome-unknown" });
    away = null;
    expect((await create()).receipt.repeated).toBe(true);
  });

  test("is reported when the storage has not come back for 5 seconds, however long each look-up takes", async () => {
    let attempts = 0;
    const made = bench((store) => ({
      ...store,
      async append() {
        throw lost();
      },
      async load(tenant, request) {
        attempts += 1;
        if (attempts === 1) return store.load(tenant, request);
        await made.clock.advance(20_000);
        throw new LedgerError("unavailable", "the storage did not answer");
      },
    }));
    expect(await refusal(made.jane.prompts.create({ name: "n" }))).toMatchObject({ code: "outcome-unknown" });
    expect(attempts).toBe(2);
  });

  test("is not made by a policy that fails: it is asked before the append", async () => {
    const { store, jane } = bench();
    await jane.prompts.create({ id: "p", name: "Prompt" });
    let asked = 0;
    const policy = {
      ...grantPolicy,
      allows: (...[actor, permission, resource]: Parameters<typeof grantPolicy.allows>) => {
        asked += 1;
        if (permission === "READ") throw new Error("policy down");
        return grantPolicy.allows(actor, permission, resource);
      },
    };
    const strict = createLedger({ store, policy }).as({ tenant: "acme", actor: { id: "jane" } });
    const before = (await logOf(jane)).length;
    await expect(strict.prompts.edit({ id: "p" }, { name: "m" })).rejects.toThrow("policy down");
    expect(asked).toBeGreaterThan(0);
    expect(await logOf(jane)).toHaveLength(before);
  });

  test("of a command that was applied by an earlier call is a repetition", async () => {
    let losing = false;
    const { jane } = bench(
      appending(async (batch, append) => {
        const result = await append(batch);
        if (losing) {
          losing = false;
          throw lost();
        }
        return result;
      }),
    );
    const { id } = await jane.prompts.create({ name: "n" });
    const rename = () => jane.prompts.edit({ id }, { name: "m" }, { commandId: "rename" });
    losing = true;
    expect((await rename()).receipt).toMatchObject({ changed: true, repeated: false });
    losing = true;
    expect((await rename()).receipt).toMatchObject({ changed: true, repeated: true });
  });

  test("is the only failure that is tried again", async () => {
    let sent = 0;
    const { jane } = bench(
      appending(async () => {
        sent += 1;
        throw new LedgerError("unavailable", "the storage did not answer");
      }),
    );
    expect(await refusal(jane.prompts.create({ name: "n" }))).toMatchObject({ code: "unavailable" });
    expect(sent).toBe(1);
  });
});

describe("another writer who was first", () => {
  test("is seen, and the command is decided again", async () => {
    const { jane, storage, clock } = bench();
    const { id } = await jane.prompts.create({ name: "n" });
    const real = memoryEventStore({ storage, clock });
    let interfering = true;
    const store: EventStore = {
      ...real,
      async append(batch) {
        if (interfering) {
          interfering = false;
          await jane.versions.create({ id }, saying("theirs"));
        }
        return real.append(batch);
      },
    };
    const bob = createLedger({ store, clock, ids: { ...countingIds(), ulid: bobsIds() } }).as({
      tenant: "acme",
      actor: { id: "bob" },
    });
    const mine = await bob.versions.create({ id }, saying("mine"));
    expect(mine).toMatchObject({ number: 2, content: saying("mine") });
    expect(await logOf(jane, 2)).toEqual(["VersionCreated 1", "VersionCommitted 1", "VersionCreated 2"]);
  });

  test("every time is reported as busy, which may succeed later", async () => {
    let sent = 0;
    const { jane } = bench(
      appending(async () => {
        sent += 1;
        return { status: "conflict", stream: "prompt-1", expected: "none", actual: 1 };
      }),
    );
    expect(await refusal(jane.prompts.create({ name: "n" }))).toEqual({
      code: "busy",
      message: "other writers were first 50 times; try again",
      fields: [],
    });
    expect(sent).toBe(50);
  });

  test("is never met in one process: commands on one prompt queue", async () => {
    let conflicts = 0;
    const { jane } = bench(
      appending(async (batch, append) => {
        const result = await append(batch);
        if (result.status === "conflict") conflicts += 1;
        return result;
      }),
    );
    const { id } = await jane.prompts.create({ name: "n" });
    await Promise.all(Array.from({ length: 20 }, () => jane.versions.create({ id }, saying("a"))));
    expect((await jane.prompts.get({ id })).numbers).toHaveLength(20);
    expect(conflicts).toBe(0);
  });

  test("waits between attempts, longer each time, and never long", async () => {
    const waits: number[] = [];
    const store = memoryEventStore();
    const ledger = createLedger({
      store: {
        ...store,
        append: async () => ({ status: "conflict", stream: "s", expected: "none", actual: 1 }),
      },
      clock: { now: () => 0, sleep: async (milliseconds) => void waits.push(milliseconds) },
      ids: { ...countingIds(), random: () => 0.5 },
    });
    await refusal(ledger.as({ tenant: "acme", actor: { id: "jane" } }).prompts.create({ name: "n" }));
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, ...Array.from({ length: 44 }, () => 50)]);
  });
});

test("documents from an older fold are folded again from the history before they are used", async () => {
  let stale = false;
  const wrong = { name: "wrong", numbers: [], promptId: "nobody" };
  const old = (document: Document | null): Document | null =>
    document === null || !stale
      ? document
      : ({ ...document, fold: 0, state: { ...document.state, ...wrong } } as Document);
  const { jane } = bench((store) => ({
    ...store,
    async load(tenant, request) {
      const result = await store.load(tenant, request);
      return { ...result, documents: result.documents.map(old) };
    },
  }));
  const { id } = await jane.prompts.create({ name: "right" });
  await send(jane, { type: "SaveVersion", prompt: { id }, number: 1, mode: "replace", input: saying("a") });
  await jane.deployments.deploy({ id }, { version: 1 });
  stale = true;
  expect(await jane.prompts.get({ id })).toMatchObject({ name: "right", numbers: [1], live: { number: 1 } });
  expect(await jane.versions.create({ id }, saying("b"))).toMatchObject({ number: 2 });
  expect(await jane.versions.get({ id }, 1)).toMatchObject({ content: saying("a") });
  expect((await jane.resolve("right")).content).toEqual(saying("a"));
  expect(await refusal(jane.prompts.create({ name: "other", slug: "right" }))).toMatchObject({
    message: expect.stringContaining(id),
  });
  await jane.prompts.delete({ id });
  expect(await jane.prompts.restore({ id })).toMatchObject({ slug: "right" });
  stale = false;
  expect(await jane.prompts.get({ id })).toMatchObject({ name: "right", numbers: [1, 2] });
});

test("documents that are not what the history says are reported, not written over", async () => {
  const { jane, store } = bench((whole) => ({
    ...whole,
    async load(tenant, request) {
      const result = await whole.load(tenant, request);
      const documents = result.documents.map((one) => (one?.kind === "version" ? null : one));
      return { ...result, documents };
    },
  }));
  const { id } = await jane.prompts.create({ name: "n" });
  await jane.versions.create({ id }, saying("a"));
  // Another process, which has written nothing of it itself.
  const bob = createLedger({ store }).as({ tenant: "acme", actor: { id: "bob" } });
  expect(await refusal(bob.versions.commit({ id }))).toMatchObject({ code: "unavailable" });
});

function bobsIds(): () => string {
  let count = 0;
  return () => `BOB${String(++count).padStart(23, "0")}`;
}
