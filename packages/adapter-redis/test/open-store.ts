import type { EventStore } from "@promptledger/core/adapter";
import type { RedisEventStoreOptions } from "../src/index.ts";
import { redisEventStore } from "../src/index.ts";
import { newClient } from "./new-client.ts";

/** A store of a test, with its client; `close` ends both and may be called twice. */
export interface OpenStore {
  readonly store: EventStore;
  close(): Promise<void>;
}

/** Opens a store on the server, or the cluster, of a URL, with the default prefix unless one is given. */
export function openStore(
  url: string,
  {
    connectionName,
    ...options
  }: Omit<RedisEventStoreOptions, "client"> & { readonly connectionName?: string } = {},
): OpenStore {
  const client = newClient(url, connectionName);
  const store = redisEventStore({ client, ...options });
  return {
    store,
    async close() {
      await store.close();
      client.disconnect();
    },
  };
}
