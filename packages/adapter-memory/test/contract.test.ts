import { eventStoreContract } from "@promptledger/testing";
import { memoryEventStore, memoryStorage } from "../src/index.ts";

eventStoreContract({
  name: "the store in memory",
  async open({ clock }) {
    const storage = memoryStorage();
    return {
      connect: async (options) => memoryEventStore({ storage, clock, ...options }),
      close: async () => {},
    };
  },
});
