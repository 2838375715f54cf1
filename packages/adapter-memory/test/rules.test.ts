import { ledgerRules } from "@promptledger/testing";
import { memoryEventStore, memoryStorage } from "../src/index.ts";

ledgerRules({
  name: "memory",
  async open(environment) {
    const storage = memoryStorage();
    return {
      connect: async () => memoryEventStore({ storage, ...environment }),
      close: async () => undefined,
    };
  },
});
