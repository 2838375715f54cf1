import { existsSync, readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { memoryEventStore } from "@promptledger/adapter-memory";
import type { EventStore, TenantLedger } from "@promptledger/core";
import { createLedger, isLedgerError } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import { describe, expect, test } from "vitest";
import { parseHistory } from "../src/import/history-file.ts";
import { importHistory } from "../src/import/import-history.ts";
import { importedPromptId } from "../src/import/import-identity.ts";
import { withStorage } from "../src/storage/open-storage.ts";
import type { OracleAnswer, OracleLine } from "./history-oracle.ts";
import { oracle } from "./history-oracle.ts";

// 2,825 real changes to 894 prompts. The file is next to the repository, because it is too big to be in it.
const root = fileURLToPath(new URL("../../..", import.meta.url));
const file = resolve(root, "../shared/data/prompt-history.ndjson");

/** The file, and its lines. */
export interface RealHistory {
  readonly text: string;
  readonly lines: readonly OracleLine[];
}

/** Registers tests on the real history. Where the file is missing, they are skipped and say so; in continuous integration that is a failure. */
export function describeRealHistory(title: string, tests: (history: RealHistory) => void): void {
  if (existsSync(file)) {
    const text = readFileSync(file, "utf8");
    const lines = text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as OracleLine);
    describe(title, () => tests({ text, lines }));
  } else if (process.env["CI"]) {
    test(`${title} is there in continuous integration`, () => {
      expect.fail(`${relative(root, file)} is missing`);
    });
  } else {
    const skipped = `${title}: skipped, because ${relative(root, file)} does not exist`;
    // The reporter does not name what is skipped.
    console.log(skipped);
    test.skip(skipped, () => undefined);
  }
}

/** Opens an empty storage, does the work on it, and closes it. */
export type OnStorage = (work: (store: EventStore) => Promise<void>) => Promise<void>;

/** The storage of a URL, which is empty. */
export function onUrl(newUrl: () => Promise<string>): OnStorage {
  return async (work) =>
    withStorage(await newUrl(), { create: true }, async ({ store, migrate }) => {
      await migrate?.();
      await work(store);
    });
}

/**
 * Fills an empty storage with the real history, and asks it for the text of 500 prompts at random times. The history is imported in memory, and its
 * log restored: that takes a tenth of the time.
 */
export function realHistoryOn(name: string, onStorage: OnStorage): void {
  describeRealHistory(`the real history on ${name}`, (history) => {
    test("for 500 random prompts and times the ledger gives the text of that moment", async () => {
      const events = await importedEvents(history);
      await onStorage(async (store) => {
        await store.restore("acme", events);
        const ledger = createLedger({ store });
        await expectTexts(ledger.as({ tenant: "acme", actor: { id: "auditor" } }), history.lines);
      });
    });
  });
}

let imported: Promise<readonly RecordedEvent[]> | null = null;

/** The log of an import, which is made once. */
function importedEvents({ text }: RealHistory): Promise<readonly RecordedEvent[]> {
  imported ??= (async () => {
    const store = memoryEventStore();
    const ledger = createLedger({ store });
    const changes = parseHistory(text, "the real history", Date.now());
    const { written } = await importHistory({ ledger, tenant: "acme", records: store.records, changes });
    expect(written).toBe(2825);
    const events: RecordedEvent[] = [];
    for await (const event of store.readLog("acme", { after: 0 })) events.push(event);
    return events;
  })();
  return imported;
}

/** Expects the text of 500 prompts at random times to be what the file says. */
export async function expectTexts(ledger: TenantLedger, lines: readonly OracleLine[]): Promise<void> {
  const seed = Number(process.env["HISTORY_SEED"] ?? Date.now() % 2 ** 31);
  console.log(`real history: HISTORY_SEED=${seed}`);
  const pairs = randomPairs(lines, seed);
  const recreated = new Set(recreatedPrompts(lines));
  const counted = { recreated: 0, deleted: 0 };
  const checked = pairs.map(async ({ prompt, time }) => {
    const expected = oracle(lines, prompt, time);
    if (recreated.has(prompt)) counted.recreated += 1;
    if (expected.status === "deleted") counted.deleted += 1;
    const title = `${JSON.stringify(prompt.slice(0, 60))} at ${new Date(time).toISOString()}, seed ${seed}`;
    expect(await readAt(ledger, prompt, time), title).toEqual(expected);
  });
  await Promise.all(checked);
  expect(pairs).toHaveLength(500);
  expect(counted.recreated).toBeGreaterThanOrEqual(200);
  expect(counted.deleted).toBeGreaterThanOrEqual(50);
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

/** 200 pairs on prompts deleted and created again, 50 while a prompt was deleted, 250 on any; half of them at a change's instant. */
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
  const whileDeleted = Array.from({ length: 50 }, () => {
    const { prompt, from, to } = pick(gaps);
    return { prompt, time: between(from, to) };
  });
  return [...some(200, recreated), ...whileDeleted, ...some(250, names)];
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
