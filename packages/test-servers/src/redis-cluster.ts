import { ownLine } from "./cluster-view.ts";
import { formCluster, untilHealthy } from "./form-cluster.ts";
import { freeClusterPort } from "./free-port.ts";
import { moveSlot } from "./move-slot.ts";
import type { RedisOptions, RedisServer } from "./redis.ts";
import { startRedis } from "./redis.ts";

/** How to start a Redis Cluster. */
export interface RedisClusterOptions {
  /** Settings of redis.conf for every node, over those of `startRedis`. */
  readonly settings?: NonNullable<RedisOptions["settings"]>;
  /**
   * After how many milliseconds of silence a node counts as dead, and its replica takes over. Default: 5,000, which a machine
   * that is busy with other tests does not reach by chance.
   */
  readonly nodeTimeout?: number;
}

/** Where a node listens, as ioredis takes it. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** A real Redis Cluster that belongs to a test: three masters, each with a replica, and all slots served. */
export interface RedisCluster {
  /** Its six nodes, alive or killed. */
  readonly nodes: readonly RedisServer[];
  /** Where they listen. */
  readonly addresses: readonly RedisAddress[];
  /** The living masters that serve slots, in the order of `nodes`. */
  masters(): Promise<readonly RedisServer[]>;
  /** The living master that serves the slot of a key. Throws while there is none. */
  masterOf(key: string): Promise<RedisServer>;
  /** The living replicas of a master. */
  replicasOf(master: RedisServer): Promise<readonly RedisServer[]>;
  /** Moves the slot of a key, with all that is in it, to another master, as `redis-cli --cluster reshard` does. */
  moveSlot(key: string, to: RedisServer): Promise<void>;
  /** Waits until every living node sees all slots served, and every living replica has caught up with its master. */
  untilHealthy(): Promise<void>;
  /** Ends all nodes and removes their data. */
  stop(): Promise<void>;
}

const MASTERS = 3;
const NODES = 6;

/**
 * Starts a Redis Cluster of six nodes on free ports. It ends with this process at the latest.
 * Throws if no Redis is installed, and says how to get it.
 */
export async function startRedisCluster(options: RedisClusterOptions = {}): Promise<RedisCluster> {
  const settings = { ...defaults(options.nodeTimeout ?? 5000), ...options.settings };
  const nodes: RedisServer[] = [];
  const cluster = clusterOf(nodes);
  try {
    const starting = Array.from({ length: NODES }, async () => {
      nodes.push(await startRedis({ settings, port: await freeClusterPort() }));
    });
    // All of them, so that none is left behind when another could not start.
    for (const started of await Promise.allSettled(starting))
      if (started.status === "rejected") throw started.reason;
    await formCluster(nodes, MASTERS);
    await cluster.untilHealthy();
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

function defaults(nodeTimeout: number): NonNullable<RedisOptions["settings"]> {
  return {
    "cluster-enabled": "yes",
    "cluster-node-timeout": nodeTimeout,
    // A replica takes over however long it has not heard of its master: there is no other one.
    "cluster-replica-validity-factor": 0,
    // A replica is synchronised at once, not after five seconds in which others could come.
    "repl-diskless-sync-delay": 0,
    "repl-ping-replica-period": 1,
  };
}

function clusterOf(nodes: readonly RedisServer[]): RedisCluster {
  const alive = (): readonly RedisServer[] => nodes.filter((node) => node.pid() !== undefined);
  const views = () => Promise.all(alive().map(async (node) => ({ node, ...(await ownLine(node)) })));
  const slotOf = async (key: string): Promise<number> =>
    Number(await alive()[0]?.ask("cluster", "keyslot", key));

  async function serving(serves: (first: number, last: number) => boolean): Promise<readonly RedisServer[]> {
    const masters = (await views()).filter(
      ({ master, slots }) => master === null && slots.some(([first, last]) => serves(first, last)),
    );
    // One that has come back from the dead may not know yet that another one has taken over.
    return masters.toSorted((one, other) => other.epoch - one.epoch).map(({ node }) => node);
  }

  async function masters(): Promise<readonly RedisServer[]> {
    const found = await serving(() => true);
    return nodes.filter((node) => found.includes(node));
  }

  async function masterOf(key: string): Promise<RedisServer> {
    const slot = await slotOf(key);
    const [owner] = await serving((first, last) => first <= slot && slot <= last);
    if (owner === undefined) throw new Error(`no living master serves the slot of ${key}`);
    return owner;
  }

  return {
    nodes,
    get addresses() {
      return nodes.map(({ port }) => ({ host: "127.0.0.1", port }));
    },
    masters,
    masterOf,
    async replicasOf(master) {
      const { id } = await ownLine(master);
      return (await views()).filter((view) => view.master === id).map(({ node }) => node);
    },
    async moveSlot(key, to) {
      const from = await masterOf(key);
      if (from !== to) await moveSlot({ slot: await slotOf(key), from, to, masters: await masters() });
    },
    untilHealthy: () => untilHealthy(alive),
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}
