import { redisEventStore } from "@promptledger/adapter-redis";
import { Redis } from "ioredis";
import { ledgerPeer } from "../ledger-peer.ts";
import { ownLibrary } from "../own-library.ts";
import type { Peer } from "../peer.ts";

/** Prompt Ledger on Redis. With several tenants a stream's name picks one. */
export function redisPeer(url: string, tenants = 1): Promise<Peer> {
  const client = new Redis(url, { lazyConnect: true });
  const store = redisEventStore({ client, prefix: `bench-${tenants}` });
  return ledgerPeer(ownLibrary, store, async () => client.disconnect(), tenants);
}
