import { Cluster, Redis } from "ioredis";

/** A client of the server, or of the cluster, that a URL names: `redis://host:port/db` or `redis-cluster://host:port,host:port`. */
export function newClient(url: string, connectionName?: string): Redis | Cluster {
  const options = connectionName === undefined ? {} : { connectionName };
  const nodes = /^redis-cluster:\/\/(.*)$/u.exec(url)?.[1];
  if (nodes === undefined) return new Redis(url, { lazyConnect: true, ...options });
  return new Cluster(
    nodes.split(",").map((node) => `redis://${node}`),
    { lazyConnect: true, redisOptions: options },
  );
}

/** The URL of a cluster with these nodes. */
export function clusterUrl(addresses: readonly { readonly host: string; readonly port: number }[]): string {
  return `redis-cluster://${addresses.map(({ host, port }) => `${host}:${port}`).join(",")}`;
}
