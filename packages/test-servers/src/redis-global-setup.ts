import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { startRedis } from "./redis.ts";
import type { RedisAddress, RedisCluster } from "./redis-cluster.ts";
import { startRedisCluster } from "./redis-cluster.ts";

/**
 * What vitest calls once before the tests of the project "redis": it provides `testRedisUrl` and `testRedisCluster`. The servers are
 * those of PROMPTLEDGER_TEST_REDIS_URL and PROMPTLEDGER_TEST_REDIS_CLUSTER, whose new keys stay, or such that end with the run.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["PROMPTLEDGER_TEST_REDIS_URL"];
  const server = given === undefined ? await startRedis() : null;
  project.provide("redisUrl", given ?? server?.url ?? "");
  const cluster = await clusterOnDemand();
  project.provide("redisClusterAt", cluster.url);
  return async () => {
    await Promise.all([server?.stop(), cluster.stop()]);
  };
}

/** Where to ask for the addresses of the run's cluster, which the first question starts: six servers, which few tests need. */
async function clusterOnDemand(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const given = process.env["PROMPTLEDGER_TEST_REDIS_CLUSTER"];
  let starting: Promise<RedisCluster> | null = null;
  const addresses = async (): Promise<readonly RedisAddress[]> => {
    if (given !== undefined) return given.split(",").map(addressOf);
    starting ??= startRedisCluster();
    return (await starting).addresses;
  };
  const server = createServer((_request, response) => {
    addresses().then(
      (nodes) => response.end(JSON.stringify(nodes)),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      // One that could not start has told that already.
      await starting?.then((cluster) => cluster.stop()).catch(() => undefined);
    },
  };
}

function addressOf(text: string): RedisAddress {
  const { hostname: host, port } = new URL(`redis://${text}`);
  return { host, port: Number(port || 6379) };
}
