import { ledgerProperties } from "@promptledger/testing";
import { memoryEventStore, memoryStorage } from "../src/index.ts";

ledgerProperties({
  name: "memory",
  report: console.log,
  async open({ clock }) {
    const storage = memoryStorage();
    return { connect: async () => memoryEventStore({ storage, clock }), close: async () => undefined };
  },
});
