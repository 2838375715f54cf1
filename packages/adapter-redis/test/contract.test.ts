import { eventStoreContract } from "@promptledger/testing";
import { openCluster, openRedis } from "./open-storage.ts";

// Of what is generated fewer cases than in memory; the soak runs more.
eventStoreContract({ name: "Redis", settings: { runs: 30 }, open: openRedis });
eventStoreContract({ name: "Redis Cluster", settings: { runs: 15 }, open: openCluster });
