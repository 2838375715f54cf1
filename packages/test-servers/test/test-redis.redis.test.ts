import { Cluster, Redis } from "ioredis";
import { expect, it } from "vitest";
import { testRedisCluster, testRedisUrl } from "../src/index.ts";

it("the run's server answers", async () => {
  const client = new Redis(testRedisUrl());
  expect(await client.ping()).toBe("PONG");
  client.disconnect();
});

it("the run's cluster is started once, and answers", async () => {
  const [addresses, again] = await Promise.all([testRedisCluster(), testRedisCluster()]);
  expect(again).toEqual(addresses);
  const client = new Cluster([...addresses]);
  expect(await client.cluster("INFO")).toContain("cluster_state:ok");
  client.disconnect();
});
