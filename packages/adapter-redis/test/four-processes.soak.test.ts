import { randomUUID } from "node:crypto";
import { hostsInTurn, testRedisCluster, testRedisUrl } from "@promptledger/test-servers";
import type { OpenStorageWithFaults, StorageWithFaults } from "@promptledger/testing";
import { eventStoreContract, ledgerProperties } from "@promptledger/testing";
import { clusterFaults, serverFaults } from "./faults.ts";
import { clusterUrl } from "./new-client.ts";

const openInTurn = hostsInTurn(new URL("./workers/store-host.ts", import.meta.url));

/** Opens a prefix of its own whose stores are in four processes in turn, each with a client of its own. */
const openInFourProcesses =
  (
    urlOf: () => Promise<string>,
    faultsOf: (prefix: string) => Pick<StorageWithFaults, "erase" | "disconnect">,
  ): OpenStorageWithFaults =>
  async ({ clock }) => {
    const url = await urlOf();
    const prefix = randomUUID();
    return {
      connect: (options) =>
        openInTurn({ url, prefix, connectionName: prefix, now: () => clock?.now() ?? null, ...options }),
      // Its keys go with the run's server.
      close: async () => undefined,
      ...faultsOf(prefix),
    };
  };

const storages: readonly (readonly [string, OpenStorageWithFaults])[] = [
  ["Redis from four processes", openInFourProcesses(async () => testRedisUrl(), serverFaults)],
  [
    "Redis Cluster from four processes",
    openInFourProcesses(async () => clusterUrl(await testRedisCluster()), clusterFaults),
  ],
];
for (const [name, open] of storages) {
  eventStoreContract({ name, open });
  ledgerProperties({ name, runs: 60, report: console.log, open });
}
