import type { Clock, OptionRule } from "@promptledger/core/adapter";
import {
  booleanRule,
  clockRule,
  DEFAULT_TIMEOUT,
  daysRule,
  LedgerError,
  maximumWaitingRule,
  millisecondsRule,
  withMethods,
} from "@promptledger/core/adapter";
import type { Pool } from "./connection/pool.ts";
import type { PGliteClient } from "./pglite/pglite-database.ts";

/** How to open a store on PostgreSQL, with a pool of `pg`, or on PGlite. The client stays the host's to close. */
export type PostgresEventStoreOptions = {
  /** The schema that holds everything: a lower-case name of at most 48 characters. Default: `promptledger`. */
  readonly schema?: string;
  /** For tests: a clock whose time is taken. Default: the time of the server, or on PGlite of the process; no writer's clock decides. */
  readonly clock?: Clock;
  /** How long command ids are remembered. Default: 30. */
  readonly keepCommandsForDays?: number;
  /** Accepts a server that may lose what it acknowledged: `fsync`, `full_page_writes` or `synchronous_commit` off. Default: false. */
  readonly allowVolatile?: boolean;
  /** How many appends, and how many bytes of them, may wait in this process. Default: 10,000 and 64 MB. */
  readonly maximumWaiting?: {
    /** The highest number of waiting appends and loads. */
    readonly appends: number;
    /** The highest size of all of them together, in bytes. A single one may be larger. */
    readonly bytes: number;
  };
  /**
   * How long an append waits while another transaction holds its tenant's lock, in milliseconds; then it is refused as `busy`. Only
   * transactions that a host entered with `within` hold it for longer than a few. Must be shorter than `timeout`. Default: 10,000, or half of
   * `timeout` where that is less.
   */
  readonly lockTimeout?: number;
  /**
   * How long the database may take for a statement, and the pool for a connection, in milliseconds. After that a read is `unavailable`, an append
   * `outcome-unknown`, and the connection is closed. Default: 30,000.
   */
  readonly timeout?: number;
  /**
   * How long the server may take for a search of prompts, in milliseconds. After that it ends the search, which is `unavailable`. Not on PGlite and
   * not inside a transaction of the host's. Default: 5,000.
   */
  readonly searchTimeout?: number;
  /**
   * Whether PostgreSQL itself keeps tenants apart: every statement for a tenant runs in a transaction that has set the tenant, and
   * policies hide all other rows from it. `migrate()` makes the policies; a role that they do not hold, a superuser or one with
   * BYPASSRLS, is refused as `unavailable`, and a schema without them as `schema-mismatch`. Default: false; then a schema that has
   * them is refused.
   */
  readonly rowLevelSecurity?: boolean;
} & (
  | {
      /** A pool of `pg`. One of its connections listens for new events, from the first follower on. */
      readonly pool: Pool;
    }
  | {
      /** A PGlite of the host's, in the process; `openPGlite` opens one that no other process can open. */
      readonly pglite: PGliteClient;
    }
);

type StoreOption =
  | "schema"
  | "clock"
  | "keepCommandsForDays"
  | "allowVolatile"
  | "maximumWaiting"
  | "lockTimeout"
  | "timeout"
  | "searchTimeout"
  | "rowLevelSecurity";

const OPTIONS: { readonly [Option in StoreOption]: OptionRule } = {
  schema: { isValid: (value) => typeof value === "string", wanted: "a string" },
  clock: clockRule,
  keepCommandsForDays: daysRule,
  allowVolatile: booleanRule,
  maximumWaiting: maximumWaitingRule,
  lockTimeout: millisecondsRule,
  timeout: millisecondsRule,
  searchTimeout: millisecondsRule,
  rowLevelSecurity: booleanRule,
};

/** The time limits of calls, in milliseconds. An append that waits for a lock must be refused before it is given up, which leaves its outcome unknown. */
export function timeLimits(options: Pick<PostgresEventStoreOptions, "timeout" | "lockTimeout">): {
  readonly timeout: number;
  readonly lockTimeout: number;
} {
  const { timeout = DEFAULT_TIMEOUT, lockTimeout } = options;
  if (lockTimeout === undefined) return { timeout, lockTimeout: Math.min(10_000, Math.ceil(timeout / 2)) };
  if (lockTimeout < timeout) return { timeout, lockTimeout };
  const message = `must be shorter than timeout, which is ${timeout} ms`;
  throw new LedgerError("invalid-input", `lockTimeout: ${message}`, {
    issues: [{ field: "lockTimeout", message }],
  });
}

/** What each option of `postgresEventStore` with a pool may be. */
export const POOL_OPTIONS: { readonly [Option in StoreOption | "pool"]: OptionRule } = {
  pool: { ...withMethods("a pool of pg, such as new Pool()", "connect", "end", "on"), required: true },
  ...OPTIONS,
};

/** What each option of `postgresEventStore` with PGlite may be. */
export const PGLITE_OPTIONS: { readonly [Option in StoreOption | "pglite"]: OptionRule } = {
  pglite: { ...withMethods("PGlite, such as new PGlite()", "query", "exec", "listen"), required: true },
  ...OPTIONS,
};
