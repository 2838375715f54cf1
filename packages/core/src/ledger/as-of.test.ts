import { describe, expect, test } from "vitest";
import type { Bench } from "../../test/ledger.ts";
import { BEGINNING, bench, refusal, saying } from "../../test/ledger.ts";

const HOUR = 3_600_000;

/** A prompt with an eventful first day, an hour between one thing and the next; `positions` are those of the log after each. */
async function history(): Promise<Bench & { readonly positions: readonly number[] }> {
  const made = bench();
  const { jane, clock } = made;
  const steps = [
    () => jane.prompts.create({ id: "p", name: "First" }),
    () => jane.versions.create({ id: "p" }, saying("one")),
    () => jane.versions.commit({ id: "p" }, {}),
    () => jane.deployments.deploy({ id: "p" }, { version: 1 }),
    () => jane.prompts.edit({ id: "p" }, { name: "Second", slug: "second" }),
    () => jane.versions.create({ id: "p" }, saying("two")),
    () => jane.prompts.delete({ id: "p" }),
    () => jane.prompts.create({ id: "q", name: "First" }),
    () => jane.prompts.restore({ id: "p" }),
  ];
  const positions: number[] = [];
  for (const step of steps) {
    positions.push((await step()).receipt.position);
    await clock.advance(HOUR);
  }
  return { ...made, positions };
}

const afterStep = (step: number) => BEGINNING + step * HOUR;

describe("a prompt as of", () => {
  test.each<[number, object]>([
    [0, { name: "First", slug: "first", numbers: [], live: null, revision: 1 }],
    [1, { numbers: [1], draft: 1, current: { status: "draft", content: saying("one") } }],
    [2, { draft: null, current: { status: "committed" } }],
    [3, { live: { number: 1, deployedAt: afterStep(3) } }],
    [4, { name: "Second", slug: "second", updatedAt: afterStep(4) }],
    [5, { numbers: [1, 2], current: { number: 2, content: saying("two") }, live: { number: 1 } }],
    [8, { deleted: false, live: null, deployments: {}, slug: "second" }],
  ])("step %i is the same by time, by recorded time and by position", async (step, expected) => {
    const { jane, positions } = await history();
    const time = afterStep(step);
    const position = positions[step] ?? 0;
    const read = await jane.prompts.get({ id: "p" }, { at: { position } });
    expect(read).toMatchObject(expected);
    for (const at of [
      time,
      new Date(time + HOUR - 1),
      new Date(time).toISOString(),
      { recorded: time },
      { recorded: time + HOUR - 1 },
      { position },
    ])
      expect(await jane.prompts.get({ id: "p" }, { at })).toEqual(read);
  });

  test("before its first event is not there, and after its deletion is deleted", async () => {
    const { jane } = await history();
    for (const at of [BEGINNING - 1, "2025-12-31", { recorded: BEGINNING - 1 }, { position: 0 }])
      expect(await refusal(jane.prompts.get({ id: "p" }, { at }))).toEqual({
        code: "prompt-not-found",
        message: "there is no prompt with the id p at that time",
        fields: ["prompt"],
      });
    expect(await refusal(jane.prompts.get({ id: "p" }, { at: afterStep(6) }))).toMatchObject({
      code: "prompt-deleted",
    });
    expect(await jane.prompts.get({ id: "p" }, { at: afterStep(6), deleted: "any" })).toMatchObject({
      deleted: true,
    });
  });

  test("a date is as of the end of that day", async () => {
    const { jane } = await history();
    expect(await jane.prompts.get({ id: "p" }, { at: "2026-01-01" })).toEqual(
      await jane.prompts.get({ id: "p" }),
    );
  });

  test("by slug is the one that lived under it then", async () => {
    const { jane } = await history();
    expect(await jane.prompts.get("first", { at: afterStep(3) })).toMatchObject({ id: "p" });
    expect(await jane.prompts.get("first", { at: afterStep(7) })).toMatchObject({ id: "q" });
    expect(await refusal(jane.prompts.get("first", { at: afterStep(4) }))).toMatchObject({
      code: "prompt-not-found",
      message: 'there is no prompt with the slug "first" at that time',
    });
    expect(await refusal(jane.prompts.get("second", { at: afterStep(3) }))).toMatchObject({
      code: "prompt-not-found",
    });
  });

  test("bad times name the field", async () => {
    const { jane } = await history();
    expect((await refusal(jane.prompts.get({ id: "p" }, { at: "yesterday" }))).fields).toEqual(["at"]);
    expect((await refusal(jane.prompts.get({ id: "p" }, { at: { recorded: "x" } }))).fields).toEqual([
      "at.recorded",
    ]);
    expect((await refusal(jane.prompts.find({ at: { position: -1 } }))).fields).toEqual(["at.position"]);
  });
});

describe("everything else as of a time", () => {
  test("is a version, a list of versions, a diff, deployments and what is live", async () => {
    const { jane } = await history();
    const at = afterStep(5);
    expect(await jane.versions.get({ id: "p" }, "current", { at })).toMatchObject({
      number: 2,
      status: "draft",
    });
    expect(await jane.versions.get({ id: "p" }, "latest", { at })).toMatchObject({ number: 1 });
    expect(await refusal(jane.versions.get({ id: "p" }, 2, { at: at - 1 }))).toMatchObject({
      code: "version-not-found",
      message: "the prompt has no version 2",
    });
    const numbers = async (options: object) =>
      (await jane.versions.list({ id: "p" }, { at, ...options })).items.map(({ number }) => number);
    expect(await numbers({})).toEqual([2, 1]);
    expect(await numbers({ committed: true })).toEqual([1]);
    expect(await numbers({ committed: false })).toEqual([2]);
    expect(await numbers({ page: { number: 2, size: 1 } })).toEqual([1]);
    expect((await jane.versions.list({ id: "p" }, { at, page: { number: 2, size: 1 } })).total).toBe(2);
    expect((await jane.versions.diff({ id: "p" }, { from: 1, to: 2 }, { at })).sameContent).toBe(false);
    expect(await jane.deployments.list({ id: "p" }, { at })).toMatchObject([
      { environment: "production", number: 1 },
    ]);
    expect((await jane.resolve("second", { at })).content).toEqual(saying("one"));
    expect(await refusal(jane.resolve("first", { at: afterStep(2) }))).toMatchObject({
      code: "not-deployed",
    });
  });

  test("is what can be found, with its count", async () => {
    const { jane, positions } = await history();
    const ids = async (at: Parameters<typeof jane.prompts.find>[0]) =>
      (await jane.prompts.find(at)).items.map(({ id }) => id);
    expect(await ids({ at: BEGINNING - 1 })).toEqual([]);
    expect(await ids({ at: afterStep(4) })).toEqual(["p"]);
    expect(await ids({ at: afterStep(6) })).toEqual([]);
    expect(await ids({ at: afterStep(6), deleted: true })).toEqual(["p"]);
    expect(await ids({ at: afterStep(7), deleted: "any" })).toEqual(["q", "p"]);
    expect(await ids({ at: { position: positions[8] ?? 0 } })).toEqual(["q", "p"]);
    const sort = { field: "name", direction: "ascending" } as const;
    const now = await jane.prompts.find({ sort });
    expect(await jane.prompts.find({ at: afterStep(8), sort })).toEqual(now);
    const named = { type: "compare", field: "name", operator: "equals", value: "Second" } as const;
    expect(await ids({ at: afterStep(3), filter: named })).toEqual([]);
    expect(await ids({ at: afterStep(4), filter: named })).toEqual(["p"]);
  });

  test("is a prompt's history, and a replay of the log", async () => {
    const { jane, positions } = await history();
    const at = afterStep(3);
    const types = (await jane.history.of({ id: "p" }, { at })).items.map(({ type }) => type);
    expect(types).toEqual(["PromptCreated", "VersionCreated", "VersionCommitted", "VersionDeployed"]);
    expect((await jane.history.of({ id: "p" }, { at, after: 3 })).items).toHaveLength(1);
    expect((await jane.history.of({ id: "p" })).items).toHaveLength(9);
    const count = (until?: Parameters<typeof jane.history.replay>[2]) =>
      jane.history.replay((total: number) => total + 1, 0, until);
    expect(await count({ until: at })).toBe(positions[3]);
    expect(await count({ until: { recorded: at } })).toBe(positions[3]);
    expect(await count({ until: { position: 3 } })).toBe(3);
    expect(await count()).toBe(positions[8]);
  });

  test("is the log itself, from a place, up to a place, and so many events", async () => {
    const { jane } = await history();
    const positions = async (range: Parameters<typeof jane.history.log>[0]) => {
      const found: number[] = [];
      for await (const { position } of jane.history.log(range)) found.push(position);
      return found;
    };
    expect(await positions({ until: 2 })).toEqual([1, 2]);
    expect(await positions({ after: 2, until: 4 })).toEqual([3, 4]);
    expect(await positions({ after: 2, limit: 1 })).toEqual([3]);
    const [event] = (await jane.history.of({ id: "p" })).items;
    expect(await positions({ after: { position: 1, eventId: event?.id ?? "" }, limit: 1 })).toEqual([2]);
    expect(await refusal(positions({ after: { position: 2, eventId: event?.id ?? "" } }))).toMatchObject({
      code: "history-diverged",
    });
  });
});

describe("imported history", () => {
  test("is read by when it happened, or by what the ledger knew", async () => {
    const { jane } = bench();
    const then = BEGINNING - 10 * HOUR;
    await jane.prompts.create({ id: "p", name: "Old" }, { occurredAt: then });
    await jane.prompts.edit({ id: "p" }, { name: "Newer" }, { occurredAt: then + HOUR });
    expect((await jane.prompts.get({ id: "p" }, { at: then })).name).toBe("Old");
    expect((await jane.prompts.get({ id: "p" }, { at: then + HOUR })).name).toBe("Newer");
    expect(await refusal(jane.prompts.get({ id: "p" }, { at: then - 1 }))).toMatchObject({
      code: "prompt-not-found",
    });
    expect(await refusal(jane.prompts.get({ id: "p" }, { at: { recorded: BEGINNING - 1 } }))).toMatchObject({
      code: "prompt-not-found",
    });
    expect((await jane.prompts.get({ id: "p" }, { at: { recorded: BEGINNING } })).name).toBe("Newer");
    expect((await jane.prompts.get({ id: "p" }, { at: { position: 1 } })).name).toBe("Old");
    const types = await jane.history.replay((all: string[], { type }) => [...all, type], [], { until: then });
    expect(types).toEqual(["PromptCreated", "SlugClaimed"]);
  });
});

test("following tells what was and what comes, until it is stopped", async () => {
  const { jane } = await history();
  const stop = new AbortController();
  const seen: string[] = [];
  const following = (async () => {
    for await (const { type, position } of jane.history.follow({ after: 14, signal: stop.signal })) {
      seen.push(`${position} ${type}`);
      if (type === "PromptTagged") stop.abort();
    }
  })();
  await jane.prompts.tag({ id: "p" }, { key: "new" });
  await following;
  expect(seen.at(-1)).toMatch(/PromptTagged$/u);
});
