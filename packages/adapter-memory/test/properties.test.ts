import { ledgerProperties } from "@promptledger/testing";
import { memoryEventStore, memoryStorage } from "../src/index.ts";

// The soak runs 10,000.
ledgerProperties({
  name: "memory",
  runs: 120,
  timeout: 900_000,
  report: console.log,
  async open(environment) {
    const storage = memoryStorage();
    return {
      connect: async () => memoryEventStore({ storage, ...environment }),
      close: async () => undefined,
    };
  },
});
