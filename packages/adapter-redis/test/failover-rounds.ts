import { randomUUID } from "node:crypto";
import type { CrashReport, RedisCluster } from "@promptledger/test-servers";
import { crashRounds } from "@promptledger/test-servers";
import { failOverAndBack } from "./fail-over.ts";
import { clusterUrl } from "./new-client.ts";
import { openStore } from "./open-store.ts";
import { startWorkers } from "./workers/start-workers.ts";

/** Kills the master of 64 writers in two processes so many times, each time its replica takes over, and checks what is left. */
export async function failoverRounds(cluster: RedisCluster, rounds: number): Promise<CrashReport> {
  const url = clusterUrl(cluster.addresses);
  const options = { prefix: randomUUID(), waitForReplicas: 1 };
  const workers = await startWorkers(url, 3, options);
  const { store, close } = openStore(url, options);
  try {
    const crash = (): Promise<void> => failOverAndBack(cluster, `{${options.prefix}:acme}`);
    return await crashRounds({ rounds, store, workers, crash });
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
    await close();
  }
}
