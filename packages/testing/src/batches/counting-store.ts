import type { EventStore } from "@promptledger/core";

/** A store that counts how often it is asked to load. */
export interface CountingStore extends EventStore {
  /** How often, since this was asked for last. */
  takeLoads(): number;
}

/** Counts the loads of a store. */
export function countingStore(store: EventStore): CountingStore {
  let loads = 0;
  return {
    ...store,
    load(tenant, request) {
      loads += 1;
      return store.load(tenant, request);
    },
    takeLoads() {
      const taken = loads;
      loads = 0;
      return taken;
    },
  };
}
