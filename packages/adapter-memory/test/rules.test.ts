import { ledgerRules } from "@promptledger/testing";
import { memoryEventStore, memoryStorage } from "../src/index.ts";

ledgerRules({
  name: "memory",
  async open({ clock }) {
    const storage = memoryStorage();
    return { connect: async () => memoryEventStore({ storage, clock }), close: async () => undefined };
  },
});
