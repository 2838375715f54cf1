import type { EventStore } from "@promptledger/core";

/** A store that counts its loads. */
export interface CountingStore extends EventStore {
  /** The number of loads since the last call of this method. */
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
