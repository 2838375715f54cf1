import type { AppendResult, Clock, EventStore, LoadResult } from "@promptledger/core";
import { checkAppend, checkTenant, LedgerError, systemClock } from "@promptledger/core";
import type { Append } from "./append.ts";
import { appendTogether, keysOf, weightOf } from "./append.ts";
import { postgresCatalog } from "./catalog.ts";
import type { Database } from "./database.ts";
import { ledgerError } from "./errors.ts";
import { lane } from "./lane.ts";
import type { Load } from "./load.ts";
import { checkLoad, loadTogether } from "./load.ts";
import type { LogSource } from "./log.ts";
import { follow, readLog } from "./log.ts";
import type { PGliteClient } from "./pglite-database.ts";
import { pgliteDatabase } from "./pglite-database.ts";
import type { Pool } from "./pool-database.ts";
import { poolDatabase } from "./pool-database.ts";
import { rebuild } from "./rebuild.ts";
import { postgresRecords } from "./records.ts";
import { restore } from "./restore.ts";
import { channelOf } from "./schema/append-function.ts";
import type { MigrationResult } from "./schema/migrate.ts";
import { checkSchema, migrate } from "./schema/migrate.ts";
import { checkSettings } from "./settings.ts";
import { wakener as newWakener } from "./wakener.ts";

/** How to open a store on PostgreSQL, with a pool of `pg`, or on PGlite. The client stays the host's to close. */
export type PostgresEventStoreOptions = {
  /** The schema that holds everything: a lower-case name of at most 48 characters. Default: `promptledger`. */
  readonly schema?: string;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** How long command ids are remembered. Default: 30. */
  readonly keepCommandsForDays?: number;
  /** Accepts a server that may lose what it acknowledged: `fsync`, `full_page_writes` or `synchronous_commit` off. Default: false. */
  readonly allowVolatile?: boolean;
  /** How many appends, and how many bytes of them, may wait in this process. Default: 10,000 and 64 MB. */
  readonly maximumWaiting?: { readonly appends: number; readonly bytes: number };
} & ({ readonly pool: Pool } | { readonly pglite: PGliteClient });

/** The event store on PostgreSQL. */
export interface PostgresEventStore extends EventStore {
  /** Brings the schema up to date; several processes may do so at once. */
  migrate(): Promise<MigrationResult>;
}

const DAY = 86_400_000;

/** The event store on PostgreSQL 14 or later, or on PGlite in the process: the same schema and the same statements. */
export function postgresEventStore(options: PostgresEventStoreOptions): PostgresEventStore {
  const name = options.schema ?? "promptledger";
  checkName(name);
  const schema = `"${name}"`;
  const database: Database = "pool" in options ? poolDatabase(options.pool) : pgliteDatabase(options.pglite);
  const clock = options.clock ?? systemClock;
  const keepCommands = (options.keepCommandsForDays ?? 30) * DAY;
  const maximum = options.maximumWaiting ?? { appends: 10_000, bytes: 67_108_864 };
  const closing = new AbortController();
  const closed = closing.signal;
  const { query } = database;
  const wakener = newWakener(database, channelOf(schema), closed);
  const source: LogSource = { query, schema, closed, wakener };

  const open = (): void => {
    if (closed.aborted) throw new LedgerError("store-closed", "the store was closed; open a new one");
  };
  let checked: Promise<void> | null = null;
  async function ready(): Promise<void> {
    open();
    checked ??= check();
    await checked;
  }
  async function check(): Promise<void> {
    try {
      await checkSettings(database, options.allowVolatile ?? false);
      await checkSchema(database, name);
    } catch (error) {
      // Looked at again with the next call: the server may be back, the schema migrated by then.
      checked = null;
      throw ledgerError(error, "reads");
    }
  }

  const appends = lane<Append, AppendResult>({
    tenantOf: ({ tenant }) => tenant,
    weightOf,
    keysOf,
    maximum: { requests: maximum.appends, bytes: maximum.bytes },
    send: (requests) => appendTogether({ query, schema, now: () => clock.now(), keepCommands }, requests),
  });
  const loads = lane<Load, LoadResult>({
    tenantOf: ({ tenant }) => tenant,
    weightOf: () => 1024,
    keysOf: () => [],
    maximum: { requests: maximum.appends, bytes: maximum.bytes },
    send: (requests) => loadTogether(query, schema, requests, clock.now() - keepCommands),
  });

  return {
    async append(batch) {
      open();
      checkAppend(batch);
      await ready();
      const result = await appends.run(batch);
      if (result.status === "appended" && !result.repeated) wakener.wake(batch.tenant);
      return result;
    },
    async load(tenant, request) {
      const load = { tenant, request };
      open();
      checkLoad(load);
      await ready();
      return loads.run(load);
    },
    readLog(tenant, range) {
      open();
      checkTenant(tenant);
      return after(ready, () => readLog(source, tenant, range));
    },
    follow(tenant, request) {
      open();
      checkTenant(tenant);
      return after(ready, () => follow(source, tenant, request));
    },
    catalog: postgresCatalog(query, schema, ready),
    records: postgresRecords(query, schema, ready),
    async restore(tenant, events) {
      open();
      checkTenant(tenant);
      await ready();
      return restore({ query, schema, wake: wakener.wake }, tenant, events);
    },
    rebuild(tenant, rebuildOptions) {
      open();
      checkTenant(tenant);
      const target = { query, schema, append: appends.run };
      return after(ready, () => rebuild(target, tenant, rebuildOptions?.check ?? false));
    },
    async migrate() {
      open();
      try {
        return await migrate(database, name);
      } catch (error) {
        throw ledgerError(error, "writes");
      }
    },
    async close() {
      closing.abort();
      await Promise.all([appends.idle(), loads.idle(), wakener.stop()]);
    },
  };
}

async function* after<T>(ready: () => Promise<void>, values: () => AsyncIterable<T>): AsyncGenerator<T> {
  await ready();
  yield* values();
}

function checkName(schema: string): void {
  if (/^[a-z_][a-z0-9_]{0,47}$/u.test(schema) && !schema.startsWith("pg_")) return;
  const message = "must have 1 to 48 characters out of a-z, 0-9 and _, not begin with a digit, nor with pg_";
  throw new LedgerError("invalid-input", `schema: ${message}`, { issues: [{ field: "schema", message }] });
}
