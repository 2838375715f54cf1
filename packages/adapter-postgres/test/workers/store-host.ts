// A process that keeps stores, each with a pool of its own.
import { serveStores } from "@promptledger/test-servers/worker";
import { Pool } from "pg";
import { postgresEventStore } from "../../src/postgres-event-store.ts";

/** What a store is opened with. */
export interface HostedStoreOptions {
  readonly url: string;
  readonly schema: string;
  readonly keepCommandsForDays?: number;
}

serveStores(({ url, ...options }: HostedStoreOptions, clock) => {
  const pool = new Pool({ connectionString: url, max: 4 });
  const store = postgresEventStore({ pool, ...(clock && { clock }), ...options });
  return {
    store,
    async close() {
      await store.close();
      // Closing twice is allowed, ending the pool twice is not.
      if (!pool.ending) await pool.end();
    },
  };
});
