import { postgresEventStore } from "@promptledger/adapter-postgres";
import { Pool } from "pg";
import { ledgerPeer } from "../ledger-peer.ts";
import { ownLibrary } from "../own-library.ts";
import type { Peer } from "../peer.ts";

/** Prompt Ledger on PostgreSQL, its schema migrated; streams are shared out among so many tenants. */
export async function postgresPeer(url: string, tenants = 1): Promise<Peer> {
  const pool = new Pool({ connectionString: url, max: 10 });
  // A server that is stopped drops its idle connections.
  pool.on("error", () => undefined);
  const store = postgresEventStore({ pool });
  await store.migrate();
  return ledgerPeer(ownLibrary, store, () => pool.end(), tenants);
}
