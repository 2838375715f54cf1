import type { RedisCluster, RedisServer } from "@promptledger/test-servers";
import { expect } from "vitest";

/** How soon a replica takes over: quick, and still more than a busy machine lets a master be silent. */
export const NODE_TIMEOUT = 1500;

const PATIENCE = { timeout: 30_000, interval: 50 };

/** Cuts the replica of a key's master off, as a network can, and answers both: what the master writes from now on it alone has. */
export async function cutOff(
  cluster: RedisCluster,
  key: string,
): Promise<{ readonly master: RedisServer; readonly replica: RedisServer }> {
  const master = await cluster.masterOf(key);
  const [replica] = await cluster.replicasOf(master);
  if (replica === undefined) throw new Error("the master has no replica");
  // A password that the master does not have: it refuses the replica from now on.
  await replica.ask("config", "set", "masterauth", "another");
  await master.ask("client", "kill", "type", "replica");
  const linked = async (): Promise<string> => String(await master.ask("info", "replication"));
  await expect.poll(linked, PATIENCE).not.toContain("state=online");
  return { master, replica };
}

/** Kills the master of a key and waits until its replica serves all that it served; answers the new master and the killed one. */
export async function failOver(
  cluster: RedisCluster,
  key: string,
): Promise<{ readonly killed: RedisServer; readonly master: RedisServer }> {
  const killed = await cluster.masterOf(key);
  await killed.kill();
  await expect.poll(() => cluster.masterOf(key).catch(() => null), PATIENCE).not.toBeNull();
  await cluster.untilHealthy();
  const master = await cluster.masterOf(key);
  await master.ask("config", "set", "masterauth", "");
  return { killed, master };
}

/** The same, and then starts the killed one again, which becomes a replica of the one that has taken its place. */
export async function failOverAndBack(cluster: RedisCluster, key: string): Promise<void> {
  const { killed } = await failOver(cluster, key);
  await killed.start();
  await cluster.untilHealthy();
}
