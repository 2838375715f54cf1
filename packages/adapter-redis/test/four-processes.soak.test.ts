import { randomUUID } from "node:crypto";
import { hostsInTurn, testRedisCluster, testRedisUrl } from "@promptledger/test-servers";
import type { OpenStorage } from "@promptledger/testing";
import { eventStoreContract, ledgerProperties } from "@promptledger/testing";
import { clusterUrl } from "./new-client.ts";

const openInTurn = hostsInTurn(new URL("./workers/store-host.ts", import.meta.url));

/** Opens a prefix of its own whose stores are in four processes in turn, each with a client of its own. */
const openInFourProcesses =
  (urlOf: () => Promise<string>): OpenStorage =>
  async ({ clock }) => {
    const url = await urlOf();
    const prefix = randomUUID();
    return {
      connect: (options) => openInTurn({ url, prefix, now: () => clock?.now() ?? null, ...options }),
      // Its keys go with the run's server.
      close: async () => undefined,
    };
  };

const storages: readonly (readonly [string, OpenStorage])[] = [
  ["Redis from four processes", openInFourProcesses(async () => testRedisUrl())],
  [
    "Redis Cluster from four processes",
    openInFourProcesses(async () => clusterUrl(await testRedisCluster())),
  ],
];
for (const [name, open] of storages) {
  eventStoreContract({ name, open });
  ledgerProperties({ name, runs: 60, report: console.log, open });
}
