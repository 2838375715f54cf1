import { ledgerProperties } from "@promptledger/testing";
import { openCluster, openRedis } from "./open-storage.ts";

// Fewer than in memory, where the same sequences cost a tenth; the soak runs more.
ledgerProperties({ name: "Redis", runs: 8, report: console.log, open: openRedis });
ledgerProperties({ name: "Redis Cluster", runs: 2, open: openCluster });
