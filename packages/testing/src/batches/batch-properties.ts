import type { EventStore } from "@promptledger/core";
import { assert, asyncProperty, boolean, constantFrom } from "fast-check";
import { EMPTY_TENANT } from "../model/model-state.ts";
import { arbitraryMaterial } from "../model/plan.ts";
import type { TestClock } from "../test-clock.ts";
import { TEST_EPOCH } from "../test-clock.ts";
import { arbitraryBatch, chooseBatch } from "./choose-batch.ts";
import { INITIAL_COMMANDS, initialResources } from "./choose-tenant-command.ts";
import { compareTenants } from "./compare-tenants.ts";

/** The sizes of the batches, in commands. */
export const BATCH_SIZES = [1, 20, 200] as const;

/** The highest number of commands in one batch. */
const MAX_SIZE = 200;

/** What the batches run on. */
export interface BatchSetup {
  readonly store: EventStore;
  readonly clock: TestClock;
  /** How many commands prepare what a batch acts on. */
  readonly before: number;
}

/** Checks that random batches of one size have the same outcome as their commands one by one. */
export async function checkBatches(
  { store, clock, before }: BatchSetup,
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
      const comparison = compareTenants({ store, clock, tenants });
      const state = { model: EMPTY_TENANT, resources: initialResources(), environment: "production" };
      await comparison.apply([...INITIAL_COMMANDS, ...chooseBatch(first, state, material, TEST_EPOCH)]);
      state.environment = environment;
      const batch = chooseBatch(second, state, material, TEST_EPOCH);
      const nobody = { type: "DeletePrompt", prompt: { id: "nobody" } } as const;
      if (isRefused && size < MAX_SIZE) await comparison.refuse(batch, nobody, environment);
      else await comparison.apply(batch, environment);
      await comparison.same();
    },
  );
  await assert(property, settings);
}
