import { CommandError } from "./command-error.ts";
import { EXIT } from "./exit-codes.ts";
import type { OpenedStorage, Storage } from "./storage.ts";
import { closingWith } from "./storage.ts";

const CONNECTIONS = 10;
const PATIENCE = 10_000;

/** A PostgreSQL server. Its schema is brought up to date by `promptledger migrate` alone: other processes may be at work on it. */
export const postgresStorage: Storage = {
  form: "postgres://user:password@host/database[?schema=name&rowLevelSecurity=true]",
  forgets: false,
  shown: (url) => {
    const { host, pathname } = parsed(url).url;
    return `postgres://${host}${pathname}`;
  },
  open,
};

async function open(text: string): Promise<OpenedStorage> {
  const { url, options } = parsed(text);
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
    const store = postgresEventStore({ pool, ...options });
    return { store: closingWith(store, end), migrate: () => store.migrate() };
  } catch (error) {
    await end();
    throw error;
  }
}

/** A URL of a server, and the options of the store that stand in its parameters `schema` and `rowLevelSecurity`. */
interface Parsed {
  readonly url: URL;
  readonly options: { readonly schema?: string; readonly rowLevelSecurity?: boolean };
}

function parsed(text: string): Parsed {
  if (!URL.canParse(text)) throw unreadable();
  const url = new URL(text);
  const schema = taken(url, "schema");
  const rowLevelSecurity = taken(url, "rowLevelSecurity");
  if (rowLevelSecurity !== null && rowLevelSecurity !== "true" && rowLevelSecurity !== "false")
    throw notBoolean(rowLevelSecurity);
  return {
    url,
    options: { ...(schema === null ? {} : { schema }), rowLevelSecurity: rowLevelSecurity === "true" },
  };
}

/** A parameter that is ours and not the server's. */
function taken(url: URL, name: string): string | null {
  const value = url.searchParams.get(name);
  url.searchParams.delete(name);
  return value;
}

function notBoolean(value: string): CommandError {
  return new CommandError({
    code: "invalid-store",
    exitCode: EXIT.usage,
    message: `the store's rowLevelSecurity is ${value}`,
    hint: "write rowLevelSecurity=true, or leave it out",
  });
}

function unreadable(): CommandError {
  return new CommandError({
    code: "invalid-store",
    exitCode: EXIT.usage,
    message: "the store is no URL that can be read",
    hint: `use ${postgresStorage.form}; in a password, write what is special as % and two digits`,
  });
}
