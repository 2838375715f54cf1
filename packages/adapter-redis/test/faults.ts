import { testRedisCluster, testRedisUrl } from "@promptledger/test-servers";
import type { StorageWithFaults } from "@promptledger/testing";
import { Redis } from "ioredis";

type Faults = Pick<StorageWithFaults, "erase" | "disconnect">;

/** The faults of a prefix on the tests' server, whose stores' connections have the prefix as their name. */
export function serverFaults(prefix: string): Faults {
  return faultsOf(prefix, async () => [testRedisUrl()]);
}

/** The same on the tests' cluster. */
export function clusterFaults(prefix: string): Faults {
  return faultsOf(prefix, async () =>
    (await testRedisCluster()).map(({ host, port }) => `redis://${host}:${port}`),
  );
}

function faultsOf(prefix: string, urlsOf: () => Promise<readonly string[]>): Faults {
  async function onEachServer(work: (server: Redis) => Promise<unknown>): Promise<void> {
    await Promise.all(
      (await urlsOf()).map(async (url) => {
        const server = new Redis(url);
        try {
          await work(server);
        } finally {
          server.disconnect();
        }
      }),
    );
  }
  return {
    erase: () =>
      onEachServer(async (server) => {
        if (String(await server.info("replication")).includes("role:slave")) return;
        const slots = new Map<string, string[]>();
        for (const key of await server.keys(`{${prefix}:*`)) {
          const tag = key.slice(0, key.indexOf("}"));
          slots.set(tag, [...(slots.get(tag) ?? []), key]);
        }
        for (const keys of slots.values()) await server.del(...keys);
      }),
    disconnect: () =>
      onEachServer(async (server) => {
        const clients = String(await server.client("LIST")).split("\n");
        for (const client of clients) {
          const id = /^id=(\d+) /u.exec(client)?.[1];
          if (id !== undefined && client.includes(` name=${prefix} `))
            await server.call("client", "kill", "id", id);
        }
      }),
  };
}
