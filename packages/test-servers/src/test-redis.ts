import { inject } from "vitest";
import type { RedisAddress } from "./redis-cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    redisUrl: string;
    redisClusterAt: string;
  }
}

/**
 * The URL of the Redis server that all tests of a run share: that of PROMPTLEDGER_TEST_REDIS_URL if set, else one that the run has
 * started. Each test takes a key prefix of its own; to kill or restart a server, it starts its own: `startRedis`.
 * Throws in a test that does not belong to the project "redis" of vitest.config.ts.
 */
export function testRedisUrl(): string {
  return provided("redisUrl");
}

/**
 * The nodes of the Redis Cluster that all tests of a run share: those of PROMPTLEDGER_TEST_REDIS_CLUSTER, as `host:port,host:port`, if
 * set, else three masters with a replica each, which the first call starts. To kill one of them a test starts its own: `startRedisCluster`.
 * Throws in a test that does not belong to the project "redis" of vitest.config.ts.
 */
export async function testRedisCluster(): Promise<readonly RedisAddress[]> {
  const response = await fetch(provided("redisClusterAt"));
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as readonly RedisAddress[];
}

function provided(name: "redisUrl" | "redisClusterAt"): string {
  const value: string | undefined = inject(name);
  if (value !== undefined) return value;
  throw new Error(
    "this test has no Redis: name its file *.redis.test.ts, or add its folder to the project redis of vitest.config.ts",
  );
}
