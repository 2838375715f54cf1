import { ledgerRules } from "@promptledger/testing";
import { openCluster, openRedis } from "./open-storage.ts";

ledgerRules({ name: "Redis", open: openRedis });
ledgerRules({ name: "Redis Cluster", open: openCluster });
