import type { Pool } from "pg";
import { connectionRefused } from "./connection-refused.ts";
import type { Storage } from "./storage.ts";
import { invalidStore, storageUrl } from "./storage-url.ts";

const FORM = "postgres://user:password@host/database[?schema=name&rowLevelSecurity=true]";

/** A PostgreSQL server. Only `promptledger migrate` changes its schema, because other processes may be using it. */
export const postgresStorage: Storage = {
  form: FORM,
  async open(text) {
    const url = storageUrl(text, FORM);
    const schema = takeParameter(url, "schema");
    const rowLevelSecurity = takeParameter(url, "rowLevelSecurity") ?? "false";
    if (rowLevelSecurity !== "true" && rowLevelSecurity !== "false")
      throw invalidStore(
        "the store's rowLevelSecurity is neither true nor false",
        "write rowLevelSecurity=true, or leave it out",
      );
    const { postgresEventStore } = await import("@promptledger/adapter-postgres");
    const { Pool } = await import("pg");
    const pool = new Pool({
      connectionString: url.href,
      max: 10,
      connectionTimeoutMillis: 10_000,
      application_name: "promptledger",
    });
    // The pool replaces an idle connection that breaks. Without a listener, the error would end the process.
    pool.on("error", () => undefined);
    const shown = `postgres://${url.host}${url.pathname}`;
    const store = postgresEventStore({
      pool,
      ...(schema !== null && { schema }),
      rowLevelSecurity: rowLevelSecurity === "true",
    });
    await checkConnection(pool, url, shown);
    return {
      store,
      shown,
      migrate: () => store.migrate(),
      closeClient: () => pool.end(),
    };
  },
};

/** Connects once, so that a wrong address, password or database is reported at once, with what to check. */
async function checkConnection(pool: Pool, { username, password }: URL, shown: string): Promise<void> {
  try {
    (await pool.connect()).release();
  } catch (error) {
    await pool.end();
    const account = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
    throw connectionRefused(error as Error, { product: "PostgreSQL", shown, ...account });
  }
}

/** Removes a parameter from the URL, and returns its value: it is for the store, not for the server. */
function takeParameter(url: URL, name: string): string | null {
  const value = url.searchParams.get(name);
  url.searchParams.delete(name);
  return value;
}
