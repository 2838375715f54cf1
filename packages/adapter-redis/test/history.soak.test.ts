import { setTimeout as sleep } from "node:timers/promises";
import { createLedger } from "@promptledger/core";
import type { RedisServer } from "@promptledger/test-servers";
import { soakHistory, startRedis, startRedisCluster } from "@promptledger/test-servers";
import type { Failover } from "@promptledger/testing/history";
import { checkRecords, machineClock } from "@promptledger/testing/history";
import { expect, it } from "vitest";
import { NODE_TIMEOUT } from "./fail-over.ts";
import { clusterUrl } from "./new-client.ts";
import { openStore } from "./open-store.ts";

const program = new URL("./workers/history-process.ts", import.meta.url);
const operations = Number(process.env["HISTORY_OPERATIONS"] ?? 100_000);
const HOUR = 3_600_000;

// What waits for a replica for longer is not acknowledged, in microseconds.
const UNACKNOWLEDGED = 3_000_000;

it(
  "what many processes did agrees with the log, while Redis and processes are killed, stopped and cut off",
  async () => {
    const server = await startRedis();
    const { store, close } = openStore(server.url);
    try {
      const report = await soakHistory({
        storage: "Redis",
        program,
        args: [server.url, "{}"],
        operations,
        ledger: createLedger({ store }),
        disturbances: {
          async "server killed"() {
            await server.kill();
            await server.start();
          },
          "server stopped": () => stopFor(server, 200 + Math.random() * 1500),
          "connections cut": () => cutConnections(server),
        },
        check: checkRecords,
      });
      expect(report.anomalies).toEqual([]);
    } finally {
      await close();
      await server.stop();
    }
  },
  HOUR,
);

it(
  "what many processes did agrees with the log, while replicas of a Redis Cluster take over",
  async () => {
    const cluster = await startRedisCluster({ nodeTimeout: NODE_TIMEOUT });
    const url = clusterUrl(cluster.addresses);
    const options = { prefix: "history", waitForReplicas: 1 };
    const { store, close } = openStore(url, options);
    const failovers: Failover[] = [];
    const anyMaster = async (): Promise<RedisServer> => {
      const masters = await cluster.masters();
      return masters[Math.floor(Math.random() * masters.length)] as RedisServer;
    };
    try {
      const report = await soakHistory({
        storage: "Redis Cluster",
        program,
        args: [url, JSON.stringify(options)],
        operations,
        ledger: createLedger({ store }),
        disturbances: {
          async "master killed"() {
            const master = await anyMaster();
            await master.kill();
            const now = machineClock();
            // Until then it may have shown what its replica did not have yet.
            failovers.push({ start: now - UNACKNOWLEDGED, end: now });
            await cluster.untilHealthy();
            await master.start();
            await cluster.untilHealthy();
          },
          async "master stopped"() {
            await stopFor(await anyMaster(), 100 + Math.random() * 300);
          },
          async "connections cut"() {
            await cutConnections(await anyMaster());
          },
        },
        check: (records, logs) => checkRecords(records, logs, failovers),
      });
      expect(report.anomalies).toEqual([]);
    } finally {
      await close();
      await cluster.stop();
    }
  },
  HOUR,
);

async function stopFor(server: RedisServer, milliseconds: number): Promise<void> {
  const pid = server.pid();
  if (pid === undefined) return;
  process.kill(pid, "SIGSTOP");
  await sleep(milliseconds);
  process.kill(pid, "SIGCONT");
}

async function cutConnections(server: RedisServer): Promise<void> {
  await server.ask("client", "kill", "type", "normal", "skipme", "yes");
}
