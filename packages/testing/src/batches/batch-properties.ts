import type { EventStore } from "@promptledger/core";
import { assert, asyncProperty, boolean, constantFrom } from "fast-check";
import { EMPTY_TENANT } from "../model/model-state.ts";
import { arbitraryMaterial } from "../model/plan.ts";
import type { TestClock } from "../test-clock.ts";
import { TEST_EPOCH } from "../test-clock.ts";
import { arbitraryBatch, chooseBatch } from "./choose-batch.ts";
import { FIRST_THINGS, newThings } from "./choose-tenant-command.ts";
import { comparison } from "./one-by-one.ts";

/** How many commands the batches have. */
export const BATCH_SIZES = [1, 20, 200] as const;

/** The most that one batch takes. */
const MOST = 200;

/** What batches are tried on, and how many. */
export interface BatchBench {
  readonly store: EventStore;
  readonly clock: TestClock;
  /** How many commands make what a batch acts on. */
  readonly before: number;
}

/** Holds for random batches of one size, after one that made what they act on, that each comes to the same as its commands one by one. */
export async function checkBatches(
  { store, clock, before }: BatchBench,
  size: number,
  settings: { readonly numRuns: number; readonly seed?: number },
): Promise<void> {
  let count = 0;
  const property = asyncProperty(
    arbitraryMaterial,
    arbitraryBatch(before),
    arbitraryBatch(size),
    constantFrom("production", "staging"),
    boolean(),
    async (material, first, second, environment, isRefused) => {
      count += 1;
      clock.set(TEST_EPOCH);
      const tenants = [`whole-${size}-${count}`, `single-${size}-${count}`] as const;
      const twins = comparison({ store, clock, tenants });
      const known = { model: EMPTY_TENANT, things: newThings(), environment: "production" };
      await twins.apply([...FIRST_THINGS, ...chooseBatch(first, known, material, TEST_EPOCH)]);
      known.environment = environment;
      const batch = chooseBatch(second, known, material, TEST_EPOCH);
      const nobody = { type: "DeletePrompt", prompt: { id: "nobody" } } as const;
      if (isRefused && size < MOST) await twins.refuse(batch, nobody, environment);
      else await twins.apply(batch, environment);
      await twins.same();
    },
  );
  await assert(property, settings);
}
