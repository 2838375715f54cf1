import { testPostgresUrl } from "@promptledger/test-servers";
import { sql } from "drizzle-orm";
import { drizzle as drizzleOnPg } from "drizzle-orm/node-postgres";
import { drizzle as drizzleOnPostgresJs } from "drizzle-orm/postgres-js";
import { CompiledQuery, Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";
import postgres from "postgres";
import type { Transaction } from "../src/connection/transaction.ts";

/** A client whose transactions the ledger takes part in. */
export interface TransactionClient {
  readonly name: string;
  /** Does some work in a transaction, which ends with it: rolled back if the work throws. */
  inTransaction(work: (transaction: Transaction) => Promise<void>): Promise<void>;
  /** The same client, in no transaction. */
  readonly outside: Transaction;
  close(): Promise<void>;
}

type Execute = (query: ReturnType<typeof sql.join>) => ReturnType<Transaction["query"]>;

// As the how-to shows it.
function byDrizzle(execute: Execute): Transaction {
  return {
    query: (text, values) =>
      execute(
        sql.join(
          text
            .split(/\$(\d+)/u)
            .map((part, index) => (index % 2 === 0 ? sql.raw(part) : sql.param(values[Number(part) - 1]))),
        ),
      ),
  };
}

/** Opens a client of each kind on the tests' server. */
export function transactionClients(): readonly TransactionClient[] {
  const url = testPostgresUrl();
  const newPool = (): Pool => new Pool({ connectionString: url, max: 2 });
  const [pgPool, kyselyPool, drizzlePool] = [newPool(), newPool(), newPool()];
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: kyselyPool }) });
  const postgresJs = postgres(url, { max: 2, onnotice: () => undefined });
  const drizzlePostgresJs = postgres(url, { max: 2, onnotice: () => undefined });
  const overPg = drizzleOnPg(drizzlePool);
  const overPostgresJs = drizzleOnPostgresJs(drizzlePostgresJs);
  return [
    {
      name: "pg",
      async inTransaction(work) {
        const client = await pgPool.connect();
        try {
          await client.query("BEGIN");
          await work(client);
          await client.query("COMMIT");
        } catch (error) {
          await client.query("ROLLBACK");
          throw error;
        } finally {
          client.release();
        }
      },
      outside: pgPool,
      close: () => pgPool.end(),
    },
    {
      name: "Kysely",
      inTransaction: (work) =>
        kysely.transaction().execute((transaction) =>
          work({
            query: (text, values) => transaction.executeQuery(CompiledQuery.raw(text, values)),
          }),
        ),
      outside: { query: (text, values) => kysely.executeQuery(CompiledQuery.raw(text, values)) },
      close: () => kysely.destroy(),
    },
    {
      name: "postgres.js",
      async inTransaction(work) {
        await postgresJs.begin((transaction) =>
          work({ query: (text, values) => transaction.unsafe(text, values as never[]) }),
        );
      },
      outside: { query: (text, values) => postgresJs.unsafe(text, values as never[]) },
      close: () => postgresJs.end(),
    },
    {
      name: "Drizzle on pg",
      inTransaction: (work) =>
        overPg.transaction((transaction) => work(byDrizzle((query) => transaction.execute(query)))),
      outside: byDrizzle((query) => overPg.execute(query)),
      close: () => drizzlePool.end(),
    },
    {
      name: "Drizzle on postgres.js",
      inTransaction: (work) =>
        overPostgresJs.transaction((transaction) => work(byDrizzle((query) => transaction.execute(query)))),
      outside: byDrizzle((query) => overPostgresJs.execute(query)),
      close: () => drizzlePostgresJs.end(),
    },
  ];
}
