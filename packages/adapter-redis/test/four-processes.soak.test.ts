import { randomUUID } from "node:crypto";
import type { StoreHost } from "@promptledger/test-servers";
import { startStoreHost, testRedisCluster, testRedisUrl } from "@promptledger/test-servers";
import type { OpenStorage } from "@promptledger/testing";
import { eventStoreContract, ledgerProperties } from "@promptledger/testing";
import { afterAll, beforeAll } from "vitest";
import { clusterUrl } from "./new-client.ts";

const program = new URL("./workers/store-host.ts", import.meta.url);
let hosts: readonly StoreHost[];
let opened = 0;

beforeAll(async () => {
  hosts = await Promise.all([1, 2, 3, 4].map(() => startStoreHost(program)));
});

afterAll(async () => {
  await Promise.all((hosts ?? []).map((host) => host.end()));
});

/** Opens a prefix of its own whose stores are in four processes in turn, each with a client of its own. */
const openInFourProcesses =
  (urlOf: () => Promise<string>): OpenStorage =>
  async ({ clock }) => {
    const url = await urlOf();
    const prefix = randomUUID();
    return {
      connect(options) {
        opened += 1;
        const host = hosts[opened % hosts.length];
        if (host === undefined) throw new Error("no process");
        return host.open({ url, prefix, now: clock.now, ...options });
      },
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
