import { ledgerProperties } from "@promptledger/testing";
import { memoryEventStore, memoryStorage } from "../src/index.ts";

ledgerProperties({
  name: "memory, for long",
  runs: 10_000,
  report: console.log,
  timeout: 3_600_000,
  async open(environment) {
    const storage = memoryStorage();
    return {
      connect: async () => memoryEventStore({ storage, ...environment }),
      close: async () => undefined,
    };
  },
});
