import { setTimeout as delay } from "node:timers/promises";
import type { TimeLimit } from "@promptledger/core/adapter";
import { withinTime } from "@promptledger/core/adapter";
import type { Cluster, Redis } from "ioredis";
import { NotConnected } from "./errors.ts";

/** A client of ioredis: of one server, or of a cluster. */
export type RedisClient = Redis | Cluster;

/** How long a call waits for a connection, in milliseconds. */
const PATIENCE = 10_000;

/** The longest pause between two attempts to connect, in milliseconds, whatever the host's client does: who follows must be back soon. */
const LONGEST_PAUSE = 500;

/** A client with the options of the host's, which never sends a command twice. It connects when it is first used. */
export function ownClient(client: RedisClient): RedisClient {
  const careful = {
    // With 0 a lost connection fails all that was sent on it, at once; with more it is sent again.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // Some managed servers turn a master into a replica without closing its connections; `true` does not send again, `2` would.
    reconnectOnError: (error: Error) => error.message.startsWith("READONLY"),
    lazyConnect: true,
    keyPrefix: "",
    stringNumbers: false,
    enableAutoPipelining: false,
    replyMapping: "legacy",
  } as const;
  if (isClusterClient(client)) {
    const { retryDelayOnFailover: _, ...options } = client.options;
    return client.duplicate([], {
      ...options,
      retryDelayOnFailover: 0,
      clusterNodeRetryStrategy: null,
      enableOfflineQueue: true,
      scaleReads: "master",
      lazyConnect: true,
      keyPrefix: "",
      redisOptions: { ...options.redisOptions, ...careful },
    });
  }
  const { retryStrategy: wanted } = client.options;
  const retryStrategy = (times: number): number | null => {
    const pause = wanted?.(times);
    return typeof pause === "number" ? Math.min(pause, LONGEST_PAUSE) : null;
  };
  return client.duplicate({ ...careful, enableOfflineQueue: false, retryStrategy });
}

function isClusterClient(client: RedisClient): client is Cluster {
  return client.isCluster;
}

/** The servers that a client is connected to. */
export function serversOf(client: RedisClient): readonly Redis[] {
  return isClusterClient(client) ? client.nodes("all") : [client];
}

/** A connection that receives messages. It does not reconnect. */
export async function newSubscriber(client: RedisClient, limit: TimeLimit): Promise<Redis> {
  const [server] = isClusterClient(client) ? client.nodes("master").filter(isReady) : [client];
  if (server === undefined) throw new NotConnected(new Error("no master of the cluster is connected"));
  const subscriber = server.duplicate({
    retryStrategy: null,
    readOnly: false,
    enableOfflineQueue: true,
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    lazyConnect: true,
  });
  subscriber.on("error", () => undefined);
  try {
    await withinTime(limit, subscriber.connect());
    return subscriber;
  } catch (error) {
    subscriber.disconnect();
    throw error;
  }
}

function isReady({ status }: Redis): boolean {
  return status === "ready";
}

/** Those who wait for a client, each with what takes the client's errors. */
const waiting = new WeakMap<RedisClient, Set<(error: unknown) => void>>();

/** One pair of listeners for all who wait: Node warns of more than ten. */
function waitingFor(client: RedisClient): Set<(error: unknown) => void> {
  const known = waiting.get(client);
  if (known !== undefined) return known;
  const all = new Set<(error: unknown) => void>();
  const notify = (error: unknown): void => {
    for (const keep of all) keep(error);
  };
  client.on("error", notify);
  client.on("node error", notify);
  waiting.set(client, all);
  return all;
}

/** Waits until a client is connected, for as long as {@link PATIENCE}. */
export async function whenReady(client: RedisClient, ended: () => boolean): Promise<void> {
  const until = performance.now() + PATIENCE;
  let reason: unknown = new Error(`not connected within ${PATIENCE} ms`);
  const keepReason = (error: unknown): void => {
    reason = error;
  };
  const all = waitingFor(client);
  all.add(keepReason);
  try {
    for (let pause = 1; client.status !== "ready"; pause = Math.min(2 * pause, 50)) {
      if (ended() || performance.now() > until) throw reason;
      if (client.status === "wait" || client.status === "end") client.connect().catch(keepReason);
      await delay(pause);
    }
  } finally {
    all.delete(keepReason);
  }
}
