import type { EventStore } from "@promptledger/core";
import { assert, asyncProperty, scheduler } from "fast-check";
import { describe, expect, it } from "vitest";
import { BATCH_SIZES, checkBatches } from "../batches/batch-properties.ts";
import type { OpenStorage } from "../contract/clause.ts";
import type { TestClock } from "../test-clock.ts";
import { TEST_EPOCH, testClock } from "../test-clock.ts";
import { arbitraryPlan } from "./plan.ts";
import { RACES } from "./races.ts";
import { arbitraryInterleavedPlan, runInterleaved } from "./run-interleaved.ts";
import { runSequence } from "./run-sequence.ts";
import { newTally } from "./tally.ts";

/** The adapter whose store the ledger is driven on. */
export interface LedgerPropertiesOptions {
  readonly name: string;
  /** Opens a fresh storage, as the contract suite does; every sequence has tenants of its own in it. */
  readonly open: OpenStorage;
  /** How many sequences are run, half as many interleavings, and a fortieth of batches of each size. Default: 1,000. */
  readonly runs?: number;
  /** Repeats a run whose seed was printed. */
  readonly seed?: number;
  /** Where the table of what occurred goes, e.g. `console.log`. */
  readonly report?: (table: string) => void;
  /** How long it may take, in milliseconds. Default: 300,000. */
  readonly timeout?: number;
}

/**
 * Registers with vitest the properties that hold for every sequence of commands, for commands at once and for batches: each answer, event and
 * document is compared with a plain model of the ledger. A failing case is shrunk, and printed with its seed and its writes.
 */
export function ledgerProperties(options: LedgerPropertiesOptions): void {
  const { name, open, runs = 1000, report, timeout = 300_000 } = options;
  const interleavings = Math.ceil(runs / 2);
  const batches = Math.ceil(runs / 40);
  const settings = {
    // Leaves a failing case that shrinks for long enough time to be printed.
    interruptAfterTimeLimit: timeout * 0.8,
    markInterruptAsFailure: true,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  };

  async function onStorage(
    use: (connect: () => Promise<EventStore>, clock: TestClock) => Promise<void>,
  ): Promise<void> {
    const clock = testClock();
    const storage = await open({ clock });
    const stores: EventStore[] = [];
    const connect = async (): Promise<EventStore> => {
      const store = await storage.connect({});
      stores.push(store);
      return store;
    };
    try {
      await use(connect, clock);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
      await storage.close();
    }
  }

  describe(`the ledger on ${name}`, () => {
    it(
      `does what the model says, over ${runs} sequences of commands`,
      () =>
        onStorage(async (connect, clock) => {
          const store = await connect();
          const tally = newTally();
          let count = 0;
          const property = asyncProperty(arbitraryPlan({ minLength: 34, maxLength: 40 }), async (plan) => {
            count += 1;
            clock.set(TEST_EPOCH);
            await runSequence({ store, clock, tally, tenants: [`a-${count}`, `b-${count}`] }, plan);
          });
          try {
            await assert(property, { ...settings, numRuns: runs });
          } finally {
            report?.(tally.table());
          }
          expect(tally.sequences()).toBe(runs);
          expect(tally.median()).toBeGreaterThanOrEqual(30);
          // How often something occurs is chance: fewer sequences than these say nothing of it.
          if (runs >= 400) expect(tally.rarerThan(Math.floor(runs / 20))).toEqual([]);
        }),
      timeout,
    );

    it(
      `does with commands at once what one of their orders does, over ${interleavings} interleavings`,
      () =>
        onStorage(async (connect, clock) => {
          const stores = [await connect(), await connect()] as const;
          const observer = await connect();
          const tally = newTally();
          let count = 0;
          const property = asyncProperty(scheduler(), arbitraryInterleavedPlan(), async (turns, plan) => {
            count += 1;
            clock.set(TEST_EPOCH);
            const tenants = [`c-${count}`, `d-${count}`] as const;
            await runInterleaved({ stores, observer, clock, tenants, tally }, turns, plan);
          });
          await assert(property, { ...settings, numRuns: interleavings });
          expect(tally.sequences()).toBe(interleavings);
        }),
      timeout,
    );

    it.each(BATCH_SIZES)(
      `does with a batch of %i commands what it does with each by itself, by three loads at most, over ${batches} batches`,
      (size) =>
        onStorage(async (connect, clock) =>
          checkBatches({ store: await connect(), clock, before: runs < 100 ? 50 : 150 }, size, {
            ...settings,
            numRuns: batches,
          }),
        ),
      timeout,
    );

    for (const { title, run } of RACES) it(title, () => onStorage((connect) => run(connect)), timeout);
  });
}
