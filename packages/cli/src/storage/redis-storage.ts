import type { Cluster, Redis } from "ioredis";
import { connectionRefused } from "./connection-refused.ts";
import type { RedisUrl } from "./redis-url.ts";
import { redisUrl } from "./redis-url.ts";
import type { Storage } from "./storage.ts";

/** One Redis or Valkey server, perhaps with replicas. It has no schema. The store itself checks that the server keeps its events. */
export const redisStorage: Storage = storageOf(
  "redis[s]://user:password@host:port/db[?prefix=name]",
  (url, nodes) => `redis${url.tls ? "s" : ""}://${nodes}/${url.db}`,
  async ({ nodes: [node], db, ...url }) => {
    const { Redis } = await import("ioredis");
    return new Redis({ ...node, db, ...connection(url), lazyConnect: true });
  },
);

/** A Redis Cluster. The URL names some of its nodes. */
export const redisClusterStorage: Storage = storageOf(
  "redis[s]-cluster://user:password@host:port,host:port[?prefix=name]",
  (url, nodes) => `redis${url.tls ? "s" : ""}-cluster://${nodes}`,
  async ({ nodes, db: _db, ...url }) => {
    const { Cluster } = await import("ioredis");
    return new Cluster([...nodes], { redisOptions: connection(url), lazyConnect: true });
  },
);

/** `newClient` returns a client that is not connected: the store makes connections of its own with the same options. */
function storageOf(
  form: string,
  show: (url: RedisUrl, nodes: string) => string,
  newClient: (url: RedisUrl) => Promise<Redis | Cluster>,
): Storage {
  return {
    form,
    async open(text) {
      const url = redisUrl(text, form);
      const hosts = url.nodes.map(({ host, port }) => `${host.includes(":") ? `[${host}]` : host}:${port}`);
      const shown = show(url, hosts.join(","));
      await checkConnection(url, shown);
      const { redisEventStore } = await import("@promptledger/adapter-redis");
      const client = await newClient(url);
      const store = redisEventStore({ client, ...url.options });
      return { store, shown, closeClient: async () => client.disconnect() };
    },
  };
}

function connection({ tls, options: _options, ...account }: Omit<RedisUrl, "nodes" | "db">) {
  return { ...account, ...(tls && { tls: {} }), connectTimeout: 10_000, connectionName: "promptledger" };
}

/**
 * Connects to one of the servers and disconnects again, so that a wrong address or password is reported at once with its reason. The
 * driver reports the reason only in an event.
 */
async function checkConnection({ nodes, db: _db, ...url }: RedisUrl, shown: string): Promise<void> {
  const { Redis } = await import("ioredis");
  const reasons: Error[] = [];
  for (const node of nodes) {
    const probe = new Redis({ ...node, ...connection(url), lazyConnect: true, retryStrategy: () => null });
    probe.on("error", (error: Error) => reasons.push(error));
    try {
      await probe.connect();
      await probe.ping();
      return;
    } catch (error) {
      reasons.push(error as Error);
    } finally {
      probe.disconnect();
    }
  }
  const { username, password } = url;
  throw connectionRefused(reasons[0], {
    product: "Redis",
    shown,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  });
}
