import { randomUUID } from "node:crypto";
import { testRedisCluster, testRedisUrl } from "@promptledger/test-servers";
import { onUrl, realHistoryOn } from "./real-history.ts";

realHistoryOn(
  "Redis",
  onUrl(async () => `${testRedisUrl()}?prefix=${randomUUID()}`),
);

realHistoryOn(
  "Redis Cluster",
  onUrl(async () => {
    const nodes = (await testRedisCluster()).map(({ host, port }) => `${host}:${port}`);
    return `redis-cluster://${nodes.join(",")}?prefix=${randomUUID()}`;
  }),
);
