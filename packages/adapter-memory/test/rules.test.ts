import { ledgerRules } from "@promptledger/testing";
import { memoryEventStore, memoryStorage } from "../src/index.ts";

ledgerRules({
  name: "memory",
  // Reading costs nothing here.
  liveRuns: 20,
  async open(environment) {
    const storage = memoryStorage();
    return {
      connect: async () => memoryEventStore({ storage, ...environment }),
      close: async () => undefined,
    };
  },
});
