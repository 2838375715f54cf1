import { existsSync, readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { memoryEventStore } from "@promptledger/adapter-memory";
import type { Ledger, TenantLedger } from "@promptledger/core";
import { createLedger, isLedgerError } from "@promptledger/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseHistory } from "../src/import/history-file.ts";
import type { ImportResult } from "../src/import/import-history.ts";
import { importHistory } from "../src/import/import-history.ts";
import { importedPromptId } from "../src/import/import-identity.ts";
import type { OracleAnswer, OracleLine } from "./history-oracle.ts";
import { oracle } from "./history-oracle.ts";

// 2,825 real changes to 894 prompts. The file is next to the repository, because it is too big to be in it.
const root = fileURLToPath(new URL("../../..", import.meta.url));
const file = resolve(root, "../shared/data/prompt-history.ndjson");

if (existsSync(file)) {
  describe("the real history", realHistory);
} else if (process.env["CI"]) {
  test("the real history is there in continuous integration", () => {
    expect.fail(`${relative(root, file)} is missing`);
  });
} else {
  const skipped = `the real history: skipped, because ${relative(root, file)} does not exist`;
  // The reporter does not name what is skipped.
  console.log(skipped);
  test.skip(skipped, () => undefined);
}

function realHistory(): void {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const lines = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as OracleLine);
  const names = [...new Set(lines.map(({ prompt }) => prompt))];
  const living = names.filter((name) => oracle(lines, name, Number.POSITIVE_INFINITY).status === "alive");
  let ledger: Ledger;
  let acme: TenantLedger;
  let first: ImportResult;

  const store = memoryEventStore();
  const { records } = store;
  const load = () =>
    importHistory({
      ledger,
      tenant: "acme",
      records,
      changes: parseHistory(text, relative(root, file), Date.now()),
    });

  beforeAll(async () => {
    ledger = createLedger({ store });
    acme = ledger.as({ tenant: "acme", actor: { id: "auditor" } });
    first = await load();
    console.log(`real history: ${first.written} changes imported in ${first.seconds.toFixed(1)} s`);
  });

  afterAll(() => ledger.close());

  test("is imported whole: 894 prompts, 773 of them alive", async () => {
    expect(first).toMatchObject({
      prompts: 894,
      alive: 773,
      written: 2825,
      alreadyImported: 0,
      ignored: 0,
      remarks: [],
    });
    const total = async (deleted: boolean | "any") => (await acme.prompts.find({ deleted })).total;
    expect([await total("any"), await total(false), await total(true)]).toEqual([894, 773, 121]);
  });

  test("changes nothing when it is imported again", async () => {
    const { position } = await acme.prompts.find();
    expect(await load()).toMatchObject({
      prompts: 894,
      alive: 773,
      written: 0,
      alreadyImported: 2825,
      ignored: 0,
    });
    expect((await acme.prompts.find()).position).toBe(position);
  });

  test("keeps the times and authors of the file", async () => {
    const log = [];
    for await (const event of acme.history.log()) if (event.stream.startsWith("prompt-")) log.push(event);
    const lifeCycle = log.filter(({ type }) => /^Prompt(Created|Deleted|Restored)$/u.test(type));
    const expected = (lines as (OracleLine & { by: string })[]).filter(({ action }) => action !== "edited");
    expect(lifeCycle.map(({ at, actor }) => [at, actor])).toEqual(
      expected.map(({ at, by }) => [Date.parse(at), by]),
    );
    expect(log.every(({ occurredAt, at }) => occurredAt === at)).toBe(true);
  });

  test("every living prompt can be resolved by its slug", async () => {
    for (const name of living.slice(0, 100)) {
      const { slug } = await acme.prompts.get({ id: importedPromptId(name) });
      const { content } = await acme.resolve(slug);
      const expected = oracle(lines, name, Number.POSITIVE_INFINITY);
      expect(content.messages).toEqual([
        { role: "user", content: expected.status === "alive" && expected.text },
      ]);
    }
  });

  test("is listed page by page: every living prompt once, sorted by name", async () => {
    const seen: string[] = [];
    for (let number = 1; ; number++) {
      const { items, total } = await acme.prompts.find({
        sort: { field: "name", direction: "ascending" },
        page: { number, size: 100 },
      });
      expect(total).toBe(773);
      if (items.length === 0) break;
      seen.push(...items.map(({ name }) => name));
    }
    expect(seen).toEqual([...living].sort(byCodePoint));
  });

  test("is filtered by name, author and time as the file says", async () => {
    const found = async (filter: Parameters<typeof acme.prompts.find>[0]) =>
      (await acme.prompts.find({ page: { number: 1, size: 1000 }, ...filter })).items
        .map(({ name }) => name)
        .sort(byCodePoint);
    const word = (name: string) => name.toLowerCase().includes("generator");
    const contains = {
      type: "compare",
      field: "name",
      operator: "contains",
      value: "GENERATOR",
      ignoreCase: true,
    } as const;
    expect(await found({ filter: contains })).toEqual(living.filter(word).sort(byCodePoint));

    const since = Date.parse("2025-01-01T00:00:00Z");
    const creation = (name: string) => Date.parse(lines.find(({ prompt }) => prompt === name)?.at ?? "");
    const created = {
      type: "compare",
      field: "createdAt",
      operator: "greaterOrEqual",
      value: since,
    } as const;
    expect(await found({ filter: created })).toEqual(
      living.filter((name) => creation(name) >= since).sort(byCodePoint),
    );
    expect(
      await found({ filter: { type: "and", filters: [contains, { type: "not", filter: created }] } }),
    ).toEqual(living.filter((name) => word(name) && creation(name) < since).sort(byCodePoint));
  });

  test("the newest come first by default", async () => {
    const { items } = await acme.prompts.find({ page: { number: 1, size: 1000 } });
    const times = items.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort((left, right) => right - left));
  });

  test("at 200 random times the ledger gives the text that the file says", async () => {
    const seed = Number(process.env["HISTORY_SEED"] ?? Date.now() % 2 ** 31);
    console.log(`real history: HISTORY_SEED=${seed}`);
    const pairs = randomPairs(lines, seed);
    const counted = { recreated: 0, deleted: 0 };
    const recreated = new Set(recreatedPrompts(lines));
    for (const { prompt, time } of pairs) {
      const expected = oracle(lines, prompt, time);
      if (recreated.has(prompt)) counted.recreated += 1;
      if (expected.status === "deleted") counted.deleted += 1;
      const title = `${JSON.stringify(prompt.slice(0, 60))} at ${new Date(time).toISOString()}, seed ${seed}`;
      expect(await readAt(acme, prompt, time), title).toEqual(expected);
    }
    expect(pairs).toHaveLength(200);
    expect(counted.recreated).toBeGreaterThanOrEqual(80);
    expect(counted.deleted).toBeGreaterThanOrEqual(20);
  });
}

/** The ledger's answer in the oracle's form: what was live then. The version that was current then must have the same text. */
async function readAt(ledger: TenantLedger, name: string, time: number): Promise<OracleAnswer> {
  const prompt = { id: importedPromptId(name) };
  try {
    const { live } = await ledger.prompts.get(prompt, { at: time });
    const current = await ledger.versions.get(prompt, "current", { at: time });
    const text = live?.version.content.messages?.[0]?.["content"];
    expect(current.content.messages?.[0]?.["content"]).toBe(text);
    return { status: "alive", text: String(text) };
  } catch (error) {
    if (isLedgerError(error, "prompt-deleted")) return { status: "deleted" };
    if (isLedgerError(error, "prompt-not-found")) return { status: "none" };
    throw error;
  }
}

function recreatedPrompts(lines: readonly OracleLine[]): readonly string[] {
  const deleted = new Set<string>();
  const recreated = new Set<string>();
  for (const { action, prompt } of lines) {
    if (action === "deleted") deleted.add(prompt);
    else if (deleted.has(prompt)) recreated.add(prompt);
  }
  return [...recreated];
}

/** 80 pairs on prompts deleted and created again, 20 while a prompt was deleted, 100 on any; half of them at a change's instant. */
function randomPairs(lines: readonly OracleLine[], seed: number) {
  const random = generator(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const byName = new Map<string, OracleLine[]>();
  for (const line of lines) byName.set(line.prompt, [...(byName.get(line.prompt) ?? []), line]);
  const timesOf = (name: string): readonly number[] => byName.get(name)!.map(({ at }) => Date.parse(at));
  const between = (from: number, to: number): number => Math.floor(from + random() * (to - from));
  const randomTime = (name: string): number => {
    const times = timesOf(name);
    if (random() < 0.5) return pick(times) - pick([0, 0, 1]);
    return between(times[0]! - 86_400_000, times.at(-1)! + 86_400_000);
  };
  const gaps = [...byName].flatMap(([prompt, own]) =>
    own.flatMap(({ action, at }, index) => {
      const from = Date.parse(at);
      const to = index + 1 < own.length ? Date.parse(own[index + 1]!.at) : from + 86_400_000;
      return action === "deleted" && to > from ? [{ prompt, from, to }] : [];
    }),
  );
  const names = [...byName.keys()];
  const recreated = recreatedPrompts(lines);
  const some = (count: number, from: readonly string[]) =>
    Array.from({ length: count }, () => {
      const prompt = pick(from);
      return { prompt, time: randomTime(prompt) };
    });
  const whileDeleted = Array.from({ length: 20 }, () => {
    const { prompt, from, to } = pick(gaps);
    return { prompt, time: between(from, to) };
  });
  return [...some(80, recreated), ...whileDeleted, ...some(100, names)];
}

/** A generator of numbers from 0 to 1 that a seed repeats (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function byCodePoint(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
