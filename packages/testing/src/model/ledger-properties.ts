import type { EventStore } from "@promptledger/core";
import { assert, asyncProperty, scheduler } from "fast-check";
import { describe, expect, it } from "vitest";
import { BATCH_SIZES, checkBatches } from "../batches/batch-properties.ts";
import type { OpenStorage } from "../contract/clause.ts";
import type { TestClock } from "../test-clock.ts";
import { TEST_EPOCH, testClock } from "../test-clock.ts";
import { commandCounts } from "./command-counts.ts";
import { arbitraryPlan } from "./plan.ts";
import { RACES } from "./races.ts";
import { arbitraryInterleavedPlan, runInterleaved } from "./run-interleaved.ts";
import { runSequence } from "./run-sequence.ts";

/** The adapter on whose store the properties run. */
export interface LedgerPropertiesOptions {
  /** The name of the adapter, for the titles of the tests. */
  readonly name: string;
  /** Opens an empty storage, as for the contract suite. Every sequence has tenants of its own in it. */
  readonly open: OpenStorage;
  /** How many sequences to run. Half as many interleavings run, and a fortieth as many batches of each size. Default: 1,000. */
  readonly runs?: number;
  /** Repeats a run by its printed seed. */
  readonly seed?: number;
  /** Receives a table of how often each command and rejection occurred, e.g. `console.log`. */
  readonly report?: (table: string) => void;
  /** How long each property may take, in milliseconds. Default: 300,000. */
  readonly timeout?: number;
}

/**
 * Registers properties of the ledger with vitest. They hold for every sequence of commands, for concurrent commands and for batches: each
 * answer, event and document is compared with a plain model of the ledger. A failing case is shrunk, then printed with its seed and writes.
 *
 * The parts of the model, by what you may want to change:
 *
 * - Which commands and rejections are tried, and how often: `plan.ts`.
 * - How a step becomes a command that fits the tenant: `choose-write.ts`, then `choose-command.ts` and the other `choose-*.ts` files. They pick
 *   with `random-choices.ts`, and `writers.ts` lists the actors.
 * - What a command does: `model-ledger.ts` (the order of the checks, access, answers), `prompt-rules.ts`, `version-rules.ts` and
 *   `deployment-rules.ts`. They work on `model-state.ts` and collect their events in `model-append.ts`.
 * - What the facade should answer: `model-view.ts`. How a command is sent to it: `call-facade.ts`.
 * - What is compared, and when: `run-sequence.ts` for one write after the other, `run-interleaved.ts` for concurrent writes, `checks.ts` for
 *   documents and reads, `log-watcher.ts` for what holds in every log.
 * - Races with a known outcome: `races.ts`.
 */
export function ledgerProperties(options: LedgerPropertiesOptions): void {
  const { name, open, runs = 1000, report, timeout = 300_000 } = options;
  const interleavings = Math.ceil(runs / 2);
  const batches = Math.ceil(runs / 40);
  const settings = {
    // Leaves enough time to print a failing case that takes long to shrink.
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
          const counts = commandCounts();
          let count = 0;
          const property = asyncProperty(arbitraryPlan({ minLength: 34, maxLength: 40 }), async (plan) => {
            count += 1;
            clock.set(TEST_EPOCH);
            await runSequence({ store, clock, counts, tenants: [`a-${count}`, `b-${count}`] }, plan);
          });
          try {
            await assert(property, { ...settings, numRuns: runs });
          } finally {
            report?.(counts.table());
          }
          expect(counts.sequences()).toBe(runs);
          expect(counts.median()).toBeGreaterThanOrEqual(30);
          // With fewer sequences, how often something occurs is a matter of chance.
          if (runs >= 400) expect(counts.rarerThan(Math.floor(runs / 20))).toEqual([]);
        }),
      timeout,
    );

    it(
      `handles concurrent commands as one of their orders does, over ${interleavings} interleavings`,
      () =>
        onStorage(async (connect, clock) => {
          const stores = [await connect(), await connect()] as const;
          const observer = await connect();
          const counts = commandCounts();
          let count = 0;
          const property = asyncProperty(scheduler(), arbitraryInterleavedPlan(), async (order, plan) => {
            count += 1;
            clock.set(TEST_EPOCH);
            const tenants = [`c-${count}`, `d-${count}`] as const;
            await runInterleaved({ stores, observer, clock, tenants, counts }, order, plan);
          });
          await assert(property, { ...settings, numRuns: interleavings });
          expect(counts.sequences()).toBe(interleavings);
        }),
      timeout,
    );

    it.each(BATCH_SIZES)(
      `handles a batch of %i commands as it does each by itself, with three loads at most, over ${batches} batches`,
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
