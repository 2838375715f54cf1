import { setTimeout as sleep } from "node:timers/promises";
import { redisInfo } from "./ask-redis.ts";
import { clusterLines, ownLine } from "./cluster-view.ts";
import type { RedisServer } from "./redis.ts";

const SLOTS = 16_384;
const PATIENCE = 30_000;

/** Makes one cluster of new nodes: the first ones masters that share the slots out, the others their replicas in turn. */
export async function formCluster(nodes: readonly RedisServer[], masters: number): Promise<void> {
  // Different ones, so that nobody has to find out whose is the higher.
  for (const [index, node] of nodes.entries())
    await node.ask("cluster", "set-config-epoch", String(index + 1));
  for (const [index, node] of nodes.entries())
    for (const { port } of nodes.slice(index + 1))
      await node.ask("cluster", "meet", "127.0.0.1", String(port));
  const owners = nodes.slice(0, masters);
  for (const [index, node] of owners.entries()) {
    const first = Math.floor((index * SLOTS) / masters);
    const last = Math.floor(((index + 1) * SLOTS) / masters);
    const slots = Array.from({ length: last - first }, (_, offset) => String(first + offset));
    await node.ask("cluster", "addslots", ...slots);
  }
  const ids = await Promise.all(owners.map(async (node) => (await ownLine(node)).id));
  await until(async () => {
    const known = await Promise.all(nodes.map(clusterLines));
    return known.every(
      (lines) => lines.filter(({ flags }) => !flags.includes("handshake")).length === nodes.length,
    )
      ? null
      : "the nodes have not met";
  });
  for (const [index, node] of nodes.slice(masters).entries())
    await node.ask("cluster", "replicate", ids[index % masters] ?? "");
}

/** Waits until each of these nodes sees all slots served, and each replica among them has caught up with its master. */
export function untilHealthy(nodes: () => readonly RedisServer[]): Promise<void> {
  return until(async () => {
    for (const complaint of await Promise.all(nodes().map((node) => ailment(node, nodes().length))))
      if (complaint !== null) return complaint;
    return null;
  });
}

/** What is wrong with a node; null if it is well. */
async function ailment(node: RedisServer, alive: number): Promise<string | null> {
  const state = /cluster_state:(\w+)/u.exec(String(await node.ask("cluster", "info")))?.[1];
  if (state !== "ok") return `port ${node.port}: cluster_state ${state}`;
  const lines = await clusterLines(node);
  const well = lines.filter(({ flags }) => !flags.some((flag) => /fail|handshake|noaddr/u.test(flag)));
  if (well.length !== alive) return `port ${node.port}: ${well.length} of ${alive} nodes are well`;
  const served = well.flatMap(({ slots }) => slots).reduce((sum, [first, last]) => sum + last - first + 1, 0);
  if (served !== SLOTS) return `port ${node.port}: ${served} of ${SLOTS} slots are served`;
  const own = lines.find(({ flags }) => flags.includes("myself"));
  const link = own?.master === null ? "up" : await redisInfo(node.port, "replication", "master_link_status");
  return link === "up" ? null : `port ${node.port}: the link to its master is ${link}`;
}

/** Waits until there is nothing to complain about. */
async function until(complain: () => Promise<string | null>): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const complaint = await complain().catch((error: Error) => error.message);
    if (complaint === null) return;
    if (Date.now() > deadline) throw new Error(`the cluster did not become healthy: ${complaint}`);
    await sleep(50);
  }
}
