import { expect, test } from "vitest";
import { isLedgerError, LedgerError } from "../errors.ts";
import { newAbort } from "../ports/clock.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import type { FollowSource, Place } from "./follow-pages.ts";
import { followPages, historyDiverged } from "./follow-pages.ts";

const eventOf = (id: string, index: number): RecordedEvent => ({
  id,
  tenant: "acme",
  stream: "s",
  version: index + 1,
  position: index + 1,
  type: "T",
  schemaVersion: 1,
  data: "{}",
  metadata: "{}",
  recordedAt: 0,
  occurredAt: null,
});

interface Log {
  ids: readonly string[];
  /** What reading throws, if anything. */
  failure: unknown;
}

/** A log of these events, which a test may replace, read two at a time. Each wait runs the next step. */
function bench(ids: readonly string[], ...steps: readonly ((log: Log) => void)[]) {
  const log: Log = { ids, failure: null };
  const waits: (number | undefined)[] = [];
  const closing = newAbort();
  let now = 0;
  const source: FollowSource = {
    closed: closing.signal,
    clock: { now: () => now, sleep: async () => undefined },
    ready: async () => undefined,
    async page({ position, eventId }: Place) {
      if (log.failure !== null) throw log.failure;
      if (eventId !== null && log.ids[position - 1] !== eventId) throw historyDiverged({ position, eventId });
      return log.ids.map(eventOf).slice(position, position + 2);
    },
    waiter: () => ({
      reset: () => undefined,
      async wait(milliseconds) {
        now += milliseconds ?? 0;
        waits.push(milliseconds);
        const step = steps[waits.length - 1];
        if (step === undefined) closing.abort();
        else step(log);
      },
      stop: () => undefined,
    }),
  };
  return { source, log, waits, closing };
}

async function idsOf(source: FollowSource, after: Parameters<typeof followPages>[1]["after"]) {
  const ids: string[] = [];
  for await (const { id } of followPages(source, { after })) ids.push(id);
  return ids;
}

test("A follower that started after a position notices that another event has it now", async () => {
  const { source } = bench(["a", "b", "c"], (log) => {
    log.ids = ["a", "b", "other", "d"];
  });
  await expect(idsOf(source, 3)).rejects.toMatchObject({ code: "history-diverged" });
});

test("A follower that started after a position gets what follows, also where the log is shorter", async () => {
  const grow =
    (...ids: readonly string[]) =>
    (log: Log) => {
      log.ids = ids;
    };
  expect(await idsOf(bench(["a", "b", "c", "d"]).source, 2)).toEqual(["c", "d"]);
  expect(await idsOf(bench(["a"], grow("a", "b", "c"), grow("a", "b", "c", "d")).source, 3)).toEqual(["d"]);
  expect(await idsOf(bench([], grow("a"), grow("a", "b")).source, 0)).toEqual(["a", "b"]);
});

test.each(["unavailable", "busy"] as const)(
  "While the storage answers %s, a follower waits longer and longer, and goes on where it was",
  async (code) => {
    const fail = (log: Log) => {
      log.failure = new LedgerError(code, "away");
    };
    const work = (log: Log) => {
      log.failure = null;
      log.ids = ["a", "b", "c"];
    };
    const { source, waits } = bench(["a"], fail, fail, fail, fail, work);
    expect(await idsOf(source, 0)).toEqual(["a", "b", "c"]);
    expect(waits).toEqual([undefined, 250, 500, 1000, 2000, undefined]);
  },
);

test("A storage that is not ready is waited for like one that does not answer", async () => {
  const { source, waits } = bench(["a"], () => undefined);
  let attempts = 0;
  const ready = async (): Promise<void> => {
    attempts += 1;
    if (attempts === 1) throw new LedgerError("unavailable", "away");
  };
  expect(await idsOf({ ...source, ready }, 0)).toEqual(["a"]);
  expect(waits).toEqual([250, undefined]);
});

test("After half a minute without an answer a follower throws what the storage said", async () => {
  const { source, log, waits } = bench(["a"], ...Array.from({ length: 100 }, () => () => undefined));
  log.failure = new LedgerError("unavailable", "away");
  const failure: unknown = await idsOf(source, 0).catch((error: unknown) => error);
  expect(isLedgerError(failure, "unavailable")).toBe(true);
  expect(waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0)).toBeGreaterThan(29_000);
});

test("What another attempt would not change is thrown at once", async () => {
  const { source, log, waits } = bench(["a"]);
  log.failure = new LedgerError("schema-mismatch", "older");
  await expect(idsOf(source, 0)).rejects.toMatchObject({ code: "schema-mismatch" });
  expect(waits).toEqual([]);
});
