import { fourProcesses, testRedisCluster } from "@promptledger/test-servers";
import { clusterUrl } from "./new-client.ts";
import { openWithWorkers } from "./open-with-workers.ts";

fourProcesses("on a Redis Cluster", async (count) =>
  openWithWorkers(clusterUrl(await testRedisCluster()), count),
);
