import { eventStoreContract } from "@promptledger/testing";
import { memoryEventStore, memoryStorage } from "../src/index.ts";

eventStoreContract({
  name: "the store in memory",
  async open(environment) {
    const storage = memoryStorage();
    return {
      connect: async (options) => memoryEventStore({ storage, ...environment, ...options }),
      close: async () => {},
    };
  },
});
