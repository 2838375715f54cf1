import type { EventStore } from "@promptledger/core";
import { ledgerPeer } from "../ledger-peer.ts";
import type { Stage, Storage } from "./scenario.ts";
import type { Side } from "./side.ts";

/** Where a side finds its storage: the URL of its database or server, and what its keys begin with. Nothing of it counts in memory. */
export interface Place {
  readonly storage: Storage;
  readonly url: string;
  readonly prefix: string;
}

/** Opens a side's store and a ledger on it, its schema migrated. */
export async function openStage(side: Side, place: Place): Promise<Stage> {
  const store = await openStore(side, place);
  // The process ends with everything that is open.
  return { side, store, peer: await ledgerPeer(side, store, async () => undefined) };
}

async function openStore(side: Side, { storage, url, prefix }: Place): Promise<EventStore> {
  switch (storage) {
    case "memory":
      return side.memoryEventStore();
    case "PostgreSQL": {
      const store = side.postgresEventStore({ pool: new side.Pool({ connectionString: url, max: 10 }) });
      await store.migrate();
      return store;
    }
    case "Redis":
      return side.redisEventStore({ client: new side.Redis(url, { lazyConnect: true }), prefix });
  }
}
