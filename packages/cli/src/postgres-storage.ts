import { CommandError } from "./command-error.ts";
import { EXIT } from "./exit-codes.ts";
import type { OpenedStorage, Storage } from "./storage.ts";
import { closingWith } from "./storage.ts";

const CONNECTIONS = 10;
const PATIENCE = 10_000;

/** A PostgreSQL server. Its schema is brought up to date by `promptledger migrate` alone: other processes may be at work on it. */
export const postgresStorage: Storage = {
  form: "postgres://user:password@host/database[?schema=name]",
  forgets: false,
  shown: (url) => {
    const { host, pathname } = parsed(url).url;
    return `postgres://${host}${pathname}`;
  },
  open,
};

async function open(text: string): Promise<OpenedStorage> {
  const { url, schema } = parsed(text);
  const { postgresEventStore } = await import("@promptledger/adapter-postgres");
  const { Pool } = await import("pg");
  const pool = new Pool({
    connectionString: url.href,
    max: CONNECTIONS,
    connectionTimeoutMillis: PATIENCE,
    application_name: "promptledger",
  });
  // A connection that breaks while nobody uses it is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  const end = (): Promise<void> => pool.end();
  try {
    const store = postgresEventStore({ pool, ...(schema === null ? {} : { schema }) });
    return { store: closingWith(store, end), migrate: () => store.migrate() };
  } catch (error) {
    await end();
    throw error;
  }
}

/** A URL, and the schema that its parameter of that name names, which is ours and not the server's. */
function parsed(text: string): { readonly url: URL; readonly schema: string | null } {
  if (!URL.canParse(text)) throw unreadable();
  const url = new URL(text);
  const schema = url.searchParams.get("schema");
  if (schema !== null) url.searchParams.delete("schema");
  return { url, schema };
}

function unreadable(): CommandError {
  return new CommandError({
    code: "invalid-store",
    exitCode: EXIT.usage,
    message: "the store is no URL that can be read",
    hint: `use ${postgresStorage.form}; in a password, write what is special as % and two digits`,
  });
}
