import type { RedisServer } from "./redis.ts";

/** What a node of a Redis Cluster says of one that it knows: a line of CLUSTER NODES. */
export interface ClusterLine {
  readonly id: string;
  readonly port: number;
  /** Such as `myself`, `master`, `slave`, `fail`. */
  readonly flags: readonly string[];
  /** The id of its master; null if it is one. */
  readonly master: string | null;
  /** The higher it is, the later it has become the owner of its slots. */
  readonly epoch: number;
  /** The slots that it serves, as pairs of the first and the last. */
  readonly slots: readonly (readonly [number, number])[];
}

/** Everything that a node knows of the cluster. */
export async function clusterLines(node: RedisServer): Promise<readonly ClusterLine[]> {
  return String(await node.ask("cluster", "nodes"))
    .trim()
    .split("\n")
    .map(parsed);
}

/** What a node says of itself. */
export async function ownLine(node: RedisServer): Promise<ClusterLine> {
  const own = (await clusterLines(node)).find(({ flags }) => flags.includes("myself"));
  if (own === undefined) throw new Error(`the server on port ${node.port} is in no cluster`);
  return own;
}

function parsed(line: string): ClusterLine {
  // <id> <ip:port@bus> <flags> <master> <ping> <pong> <epoch> <link> <slot>...
  const [id = "", address = "", flags = "", master = "-", , , epoch = "0", , ...slots] = line.split(" ");
  return {
    id,
    port: Number(/:(\d+)/u.exec(address)?.[1]),
    flags: flags.split(","),
    master: master === "-" ? null : master,
    epoch: Number(epoch),
    // One in brackets is on its way.
    slots: slots.filter((slot) => !slot.startsWith("[")).map(rangeOf),
  };
}

function rangeOf(text: string): readonly [number, number] {
  const [first = Number.NaN, last = first] = text.split("-").map(Number);
  return [first, last];
}
