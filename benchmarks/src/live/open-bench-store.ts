import { postgresEventStore } from "@promptledger/adapter-postgres";
import { redisEventStore } from "@promptledger/adapter-redis";
import type { Ledger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { Redis } from "ioredis";
import { Pool } from "pg";

/** A ledger on the server of a URL, `postgres://` or `redis://`. */
export async function openBenchStore(
  url: string,
): Promise<{ readonly ledger: Ledger; close(): Promise<void> }> {
  if (url.startsWith("redis")) {
    const client = new Redis(url, { lazyConnect: true });
    const ledger = createLedger({ store: redisEventStore({ client }) });
    return {
      ledger,
      async close() {
        await ledger.close();
        client.disconnect();
      },
    };
  }
  const pool = new Pool({ connectionString: url, max: 8 });
  const store = postgresEventStore({ pool });
  await store.migrate();
  const ledger = createLedger({ store });
  return {
    ledger,
    async close() {
      await ledger.close();
      await pool.end();
    },
  };
}
