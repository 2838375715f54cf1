import { eventStoreContract } from "@promptledger/testing";
import { openCluster, openRedis } from "./open-storage.ts";

eventStoreContract({ name: "Redis", open: openRedis });
// The scripts are the same: fewer cases of what is generated.
eventStoreContract({ name: "Redis Cluster", settings: { runs: 20 }, open: openCluster });
