import type { Cluster, Redis } from "ioredis";
import { CommandError } from "./command-error.ts";
import { EXIT } from "./exit-codes.ts";
import type { RedisUrl } from "./redis-url.ts";
import { redisUrl } from "./redis-url.ts";
import type { OpenedStorage, Storage } from "./storage.ts";
import { closingWith } from "./storage.ts";

const PATIENCE = 10_000;

/** One Redis or Valkey server, perhaps with replicas. It has no schema; whether it may forget events the store asks it itself. */
export const redisStorage: Storage = storageOf({
  scheme: "redis",
  form: "redis[s]://user:password@host:port/db[?prefix=name]",
  async newClient({ nodes: [node], db, ...url }) {
    const { Redis } = await import("ioredis");
    return new Redis({ ...node, db, ...connection(url), lazyConnect: true });
  },
});

/** A Redis Cluster, of which some nodes are named. */
export const redisClusterStorage: Storage = storageOf({
  scheme: "redis-cluster",
  form: "redis[s]-cluster://user:password@host:port,host:port[?prefix=name]",
  async newClient({ nodes, ...url }) {
    const { Cluster } = await import("ioredis");
    return new Cluster([...nodes], { redisOptions: connection(url), lazyConnect: true });
  },
});

/** What tells the two apart. */
interface Kind {
  readonly scheme: "redis" | "redis-cluster";
  readonly form: string;
  /** A client that is not connected: the store makes its connections after it. */
  newClient(url: RedisUrl): Promise<Redis | Cluster>;
}

function storageOf({ scheme, form, newClient }: Kind): Storage {
  const shown = (text: string): string => {
    const { nodes, db, tls } = redisUrl(text, form);
    const hosts = nodes.map(({ host, port }) => `${host.includes(":") ? `[${host}]` : host}:${port}`);
    return `${tls ? scheme.replace("redis", "rediss") : scheme}://${hosts.join(",")}${scheme === "redis" ? `/${db}` : ""}`;
  };
  return {
    form,
    forgets: false,
    shown,
    async open(text): Promise<OpenedStorage> {
      const url = redisUrl(text, form);
      await reach(url, shown(text));
      const { redisEventStore } = await import("@promptledger/adapter-redis");
      const client = await newClient(url);
      const store = redisEventStore({ client, ...url.options });
      return { store: closingWith(store, async () => client.disconnect()), migrate: null };
    },
  };
}

function connection({ tls, username, password }: Pick<RedisUrl, "tls" | "username" | "password">) {
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
    connectTimeout: PATIENCE,
    connectionName: "promptledger",
  };
}

/**
 * Connects to one of the servers and leaves again, so that a wrong address or password is told at once and by its reason, which the
 * driver tells in an event alone.
 */
async function reach({ nodes, ...url }: RedisUrl, shown: string): Promise<void> {
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
  throw new CommandError({
    code: "unavailable",
    exitCode: EXIT.unavailable,
    message: `${shown} cannot be reached: ${reasons[0]?.message}`,
    hint: "see whether it runs, and whether host, port, user and password are right",
  });
}
