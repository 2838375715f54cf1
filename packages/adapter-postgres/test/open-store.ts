import { Pool } from "pg";
import type { PostgresEventStore, PostgresEventStoreOptions } from "../src/index.ts";
import { postgresEventStore } from "../src/index.ts";

/** A migrated store of a test, with its pool; `close` ends both. */
export interface OpenStore {
  readonly store: PostgresEventStore;
  readonly pool: Pool;
  close(): Promise<void>;
}

/** Opens a store on the default schema of a database, which is migrated unless it is. */
export async function openStore(
  connectionString: string,
  options: Pick<PostgresEventStoreOptions, "clock"> = {},
): Promise<OpenStore> {
  const pool = new Pool({ connectionString, max: 4 });
  // An idle connection was lost: the pool opens another one.
  pool.on("error", () => undefined);
  const store = postgresEventStore({ pool, ...options });
  await store.migrate();
  return {
    store,
    pool,
    async close() {
      await store.close();
      await pool.end();
    },
  };
}
