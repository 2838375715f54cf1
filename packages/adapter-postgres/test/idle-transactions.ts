import { Client } from "pg";

/** Transactions that somebody has left open. */
export interface IdleTransactions {
  /** Ends them, when they are looked at once more to be still what they were. */
  end(): Promise<void>;
}

const WITH_ID = { isolation: "READ COMMITTED", statement: "SELECT pg_current_xact_id()" };
const WITH_SNAPSHOT = { isolation: "REPEATABLE READ", statement: "SELECT count(*) FROM pg_class" };

/** In each of the databases leaves two transactions open: one with an id of its own, and one with a snapshot as pg_dump has it. */
export async function leaveTransactionsOpen(urls: readonly string[]): Promise<IdleTransactions> {
  const clients: Client[] = [];
  for (const connectionString of urls) {
    for (const { isolation, statement } of [WITH_ID, WITH_SNAPSHOT]) {
      const client = new Client({ connectionString });
      clients.push(client);
      await client.connect();
      await client.query(`BEGIN ISOLATION LEVEL ${isolation}`);
      await client.query(statement);
    }
  }
  return {
    async end() {
      for (const client of clients) {
        await client.query("COMMIT");
        await client.end();
      }
    },
  };
}
