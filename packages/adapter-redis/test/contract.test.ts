import { eventStoreContract } from "@promptledger/testing";
import { openCluster, openRedis } from "./open-storage.ts";

eventStoreContract({ name: "Redis", open: openRedis });
eventStoreContract({ name: "Redis Cluster", open: openCluster });
