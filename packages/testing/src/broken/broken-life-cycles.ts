import type { EventStore } from "@promptledger/core";
import { LedgerError } from "@promptledger/core";
import { pause } from "../contract/waiting.ts";
import type { BrokenStore } from "./broken-store.ts";
import { brokenStore } from "./broken-store.ts";

/** Stores that close too little, too much, or too soon. */
export const brokenLifeCycles: readonly BrokenStore[] = [
  brokenStore("closes once", "throws when it is closed a third time", ["LC-1"], () => (store) => {
    let closings = 0;
    return {
      async close() {
        closings += 1;
        if (closings > 2) throw new LedgerError("store-closed", "the store was closed");
        await store.close();
      },
    };
  }),
  brokenStore(
    "reads when closed",
    "still reads the log after it was closed",
    ["LC-2"],
    ({ storage }) =>
      (store) => {
        let closed = false;
        return {
          async *readLog(tenant, range) {
            if (closed) yield* storage.tenants.get(tenant)?.log ?? [];
            else yield* store.readLog(tenant, range);
          },
          async close() {
            closed = true;
            await store.close();
          },
        };
      },
  ),
  brokenStore("healthy when closed", "is healthy after it was closed", ["LC-2"], () => () => ({
    checkHealth: async () => undefined,
  })),
  brokenStore(
    "checks one at a time",
    "is not healthy while its health is checked",
    ["LC-5"],
    () => (store) => {
      let checking = false;
      return {
        async checkHealth() {
          if (checking) throw new LedgerError("busy", "the health is being checked");
          checking = true;
          await store.checkHealth();
          checking = false;
        },
      };
    },
  ),
  brokenStore(
    "closes all",
    "closing a store closes the others on its storage",
    ["FO-4", "LC-3", "LC-4"],
    () => {
      const stores: EventStore[] = [];
      return (store) => {
        stores.push(store);
        return {
          async close() {
            await Promise.all(stores.map((one) => one.close()));
          },
        };
      };
    },
  ),
  brokenStore(
    "drops on closing",
    "acknowledges appends that were in flight when it was closed, but does not keep them",
    ["LC-4"],
    () => (store) => {
      let closed = false;
      return {
        async append(batch) {
          if (closed) return store.append(batch);
          await pause();
          if (!closed) return store.append(batch);
          const { result } = batch.command;
          return { status: "appended", position: 1, recordedAt: 0, versions: [], result, repeated: false };
        },
        async close() {
          closed = true;
          await store.close();
        },
      };
    },
  ),
];
