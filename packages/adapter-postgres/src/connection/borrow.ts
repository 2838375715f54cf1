import type { TimeLimit } from "@promptledger/core/adapter";
import { withinTime } from "@promptledger/core/adapter";
import { NotConnected } from "./database.ts";
import type { Pool, PoolClient } from "./pool.ts";

/**
 * Makes what borrows connections of a pool. Connections that somebody gave back in the middle of a transaction are closed: what the ledger
 * would write there could be rolled back later. From here on, no lost connection of the pool ends the process.
 */
export function borrowFrom(pool: Pool, limit: TimeLimit): () => Promise<PoolClient> {
  listenForErrors(pool);
  return async () => {
    for (;;) {
      const client = await connect(pool, limit);
      if (isIdle(client)) return client;
      client.release(true);
    }
  };
}

/** Whether a connection is in no transaction, as far as its driver tells. */
export function isIdle(client: PoolClient): boolean {
  return (client.getTransactionStatus?.() ?? "I") === "I";
}

async function connect(pool: Pool, limit: TimeLimit): Promise<PoolClient> {
  const connecting = pool.connect();
  try {
    return await withinTime(limit, connecting);
  } catch (error) {
    // A connection that comes too late goes back.
    void connecting.then(
      (client) => client.release(),
      () => undefined,
    );
    throw new NotConnected(error);
  }
}

// Stores on one pool have its connections in common.
const pools = new WeakSet<Pool>();
const clients = new WeakSet<PoolClient>();

/**
 * Without a listener for errors, a lost connection would end the process. A pool listens while a connection is idle, and stops before it gives it
 * out; so it is listened to before that: an error can come in the packet that opens the connection.
 */
function listenForErrors(pool: Pool): void {
  if (pools.has(pool)) return;
  pools.add(pool);
  pool.on("error", () => undefined);
  pool.on("acquire", (client) => {
    if (clients.has(client)) return;
    clients.add(client);
    client.on("error", () => undefined);
  });
}
