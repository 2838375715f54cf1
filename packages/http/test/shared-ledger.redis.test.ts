import { randomUUID } from "node:crypto";
import { redisEventStore } from "@promptledger/adapter-redis";
import { testRedisCluster, testRedisUrl } from "@promptledger/test-servers";
import { Cluster, Redis } from "ioredis";
import { afterAll, describe } from "vitest";
import { describeSharedLedger } from "./shared-ledger-rules.ts";
import { twoApis } from "./two-apis.ts";

const client = new Redis(testRedisUrl(), { lazyConnect: true });
const cluster = new Cluster([...(await testRedisCluster())], { lazyConnect: true });
const stores = [client, cluster].map((one) => redisEventStore({ client: one, prefix: randomUUID() }));

afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  client.disconnect();
  cluster.disconnect();
});

describe.each(["Redis", "Redis Cluster"].map((name, index) => ({ name, store: stores[index] })))(
  "on $name",
  ({ store }) => {
    // Each has a tenant of its own.
    describeSharedLedger((options) =>
      twoApis({ ...options, ...(store === undefined ? {} : { store }), tenant: randomUUID() }),
    );
  },
);
