import { randomUUID } from "node:crypto";
import { testRedisCluster, testRedisUrl } from "@promptledger/test-servers";
import { realHistoryOn } from "./real-history.ts";

realHistoryOn("Redis", async () => `${testRedisUrl()}?prefix=${randomUUID()}`);

realHistoryOn("Redis Cluster", async () => {
  const nodes = (await testRedisCluster()).map(({ host, port }) => `${host}:${port}`);
  return `redis-cluster://${nodes.join(",")}?prefix=${randomUUID()}`;
});
