import { testRedisCluster } from "@promptledger/test-servers";
import { fourProcesses } from "./four-processes.ts";
import { clusterUrl } from "./new-client.ts";

fourProcesses("on a Redis Cluster", async () => clusterUrl(await testRedisCluster()));
