import type { EventStore } from "@promptledger/core";
import { testClock } from "../test-clock.ts";
import type { Clause, ClauseSettings, OpenStorageWithFaults } from "./clause.ts";

/** Thorough enough for a real server, and patient with a slow one. */
export const DEFAULT_SETTINGS: ClauseSettings = { patience: 10_000, runs: 60 };

/** Runs one clause on an empty storage, and closes everything that it opened. Throws if the promise is broken. */
export async function runClause(
  clause: Clause,
  open: OpenStorageWithFaults,
  settings: ClauseSettings = DEFAULT_SETTINGS,
): Promise<void> {
  const clock = testClock();
  const storage = await open(clause.withoutClock ? {} : { clock });
  const stores: EventStore[] = [];
  let tenants = 0;
  const newTenant = (): string => {
    tenants += 1;
    return `tenant-${tenants}`;
  };
  try {
    await clause.run({
      ...settings,
      clock,
      tenant: newTenant(),
      newTenant,
      erase: () => storage.erase(),
      disconnect: () => storage.disconnect(),
      async connect(options = {}) {
        const store = await storage.connect(options);
        stores.push(store);
        return store;
      },
    });
  } finally {
    await Promise.all(stores.map((store) => store.close()));
    await storage.close();
  }
}
