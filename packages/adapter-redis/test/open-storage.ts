import { testRedisCluster, testRedisUrl } from "@promptledger/test-servers";
import type { OpenStorageWithFaults } from "@promptledger/testing";
import { Cluster, Redis } from "ioredis";
import { redisEventStore } from "../src/index.ts";
import { clusterFaults, serverFaults } from "./faults.ts";

let prefixes = 0;

/** A prefix that was not used before, also not by another process. */
export function newPrefix(): string {
  prefixes += 1;
  return `test-${process.pid}-${Date.now().toString(36)}-${prefixes}`;
}

/** Opens a fresh prefix on the tests' server; every store has connections of its own, as processes have. */
export const openRedis: OpenStorageWithFaults = async (environment) => {
  const prefix = newPrefix();
  const client = new Redis(testRedisUrl(), { lazyConnect: true, connectionName: prefix });
  return {
    connect: async (options) => redisEventStore({ client, prefix, ...environment, ...options }),
    close: async () => client.disconnect(),
    ...serverFaults(prefix),
  };
};

/** Opens a fresh prefix on the tests' cluster. */
export const openCluster: OpenStorageWithFaults = async (environment) => {
  const prefix = newPrefix();
  const client = new Cluster([...(await testRedisCluster())], {
    lazyConnect: true,
    redisOptions: { connectionName: prefix },
  });
  return {
    connect: async (options) => redisEventStore({ client, prefix, ...environment, ...options }),
    close: async () => client.disconnect(),
    ...clusterFaults(prefix),
  };
};
