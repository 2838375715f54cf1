import { eventStoreContract } from "@promptledger/testing";
import { memoryEventStore, memoryStorage } from "../src/index.ts";

eventStoreContract({
  name: "the store in memory",
  async open(environment) {
    const storage = memoryStorage();
    return {
      connect: async (options) => memoryEventStore({ storage, ...environment, ...options }),
      close: async () => {},
      async erase() {
        storage.tenants.clear();
        storage.records.clear();
        for (const followers of storage.waiting.values()) for (const resume of followers) resume();
      },
      // Within the process there is no connection.
      disconnect: async () => {},
    };
  },
});
