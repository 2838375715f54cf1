import { setImmediate as turn } from "node:timers/promises";
import type {
  AppendBatch,
  AppendResult,
  Clock,
  EventStore,
  LoadResult,
  NotificationChannel,
  TransactionalEventStore,
} from "@promptledger/core/adapter";
import {
  batcher,
  boundedBacklog,
  changeNotifier,
  checkAppend,
  checkTenant,
  LedgerError,
  onlyAnswer,
  systemClock,
} from "@promptledger/core/adapter";
import { appendTogether, LOCKED } from "./append.ts";
import { appendBatchers } from "./append-batchers.ts";
import { postgresCatalog } from "./catalog.ts";
import type { Database, Query } from "./database.ts";
import { ledgerError } from "./errors.ts";
import { commandForgetter } from "./forget-commands.ts";
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
import { checkRowSecurity, secureRows } from "./schema/row-level-security.ts";
import { checkSettings } from "./settings.ts";
import type { QueryFor } from "./tenant-query.ts";
import { tenantQueries } from "./tenant-query.ts";
import type { Transaction } from "./within.ts";
import { entered, withinTransaction } from "./within.ts";

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
  /**
   * How long an append waits while another transaction holds its tenant's lock, in milliseconds; then it is refused as `busy`. Only
   * transactions that a host entered with `within` hold it for longer than a few. Default: 10,000.
   */
  readonly lockTimeout?: number;
  /**
   * Whether PostgreSQL itself keeps tenants apart: every statement for a tenant runs in a transaction that has set the tenant, and
   * policies hide all other rows from it. `migrate()` makes the policies; a role that they do not hold, a superuser or one with
   * BYPASSRLS, is refused as `unavailable`, and a schema without them as `schema-mismatch`. Default: false; then a schema that has
   * them is refused.
   */
  readonly rowLevelSecurity?: boolean;
} & ({ readonly pool: Pool } | { readonly pglite: PGliteClient });

/** The event store on PostgreSQL. */
export interface PostgresEventStore extends TransactionalEventStore<Transaction> {
  /** Brings the schema up to date; several processes may do so at once. */
  migrate(): Promise<MigrationResult>;
  /**
   * The store inside a transaction of the host's: its tables and the ledger change together or not at all. The tenant's lock is held from
   * the first append until the transaction ends; meanwhile others' appends to that tenant wait. An append through the store itself, called
   * from within the same flow of the program, is refused as `busy` instead of waiting for itself.
   */
  within(transaction: Transaction): EventStore;
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
  const lockTimeout = options.lockTimeout ?? 10_000;
  const closing = new AbortController();
  const closed = closing.signal;
  const { query } = database;
  const notifier = changeNotifier(notificationChannelOf(database, channelOf(schema)), closed, clock);
  const rowLevelSecurity = options.rowLevelSecurity ?? false;
  const queryFor: QueryFor = rowLevelSecurity ? tenantQueries(database) : () => query;
  const source = { schema, closed, notifier };
  const logOf = (tenant: string): LogSource => ({ ...source, query: queryFor(tenant) });

  const open = (): void => {
    if (closed.aborted) throw new LedgerError("store-closed", "the store was closed; open a new one");
  };
  let checked: Promise<void> | null = null;
  async function ready(by: Query = query): Promise<void> {
    open();
    checked ??= check(by);
    await checked;
  }
  async function check(by: Query): Promise<void> {
    try {
      await checkSettings(by, options.allowVolatile ?? !database.durable);
      await checkSchema(by, name);
      await checkRowSecurity(by, name, rowLevelSecurity);
    } catch (error) {
      // Looked at again with the next call: the server may be back, the schema migrated by then.
      checked = null;
      throw ledgerError(error, "reads");
    }
  }

  // A follower whose store is closed ends without an error, also while it begins.
  async function readyOrClosed(): Promise<void> {
    try {
      await ready();
    } catch (error) {
      if (!closed.aborted) throw error;
    }
  }

  const target = { schema, now: () => clock.now(), keepCommands };
  const flow = entered();
  const forgetCommands = commandForgetter({ ...target, queryFor, oneTenant: rowLevelSecurity });
  const appends = appendBatchers({
    ...target,
    queryFor,
    oneTenant: rowLevelSecurity,
    lockTimeout,
    // Two connections are the batcher's, two read, one listens.
    waitingConnections: Math.max(1, Math.min(2, database.connections - 5)),
    maximum: { requests: maximum.appends, bytes: maximum.bytes },
  });
  const loads = batcher<Load, LoadResult>({
    tenantOf: ({ tenant }) => tenant,
    weightOf: () => 1024,
    keysOf: () => [],
    calls: () => 2,
    oneTenant: rowLevelSecurity,
    backlog: boundedBacklog({ requests: maximum.appends, bytes: maximum.bytes }),
    turn,
    send: (requests) =>
      loadTogether(queryFor(requests[0]?.tenant ?? ""), schema, requests, clock.now() - keepCommands),
  });

  // Whoever holds the tenant's lock may be waiting for this very call.
  async function appendFromInside(batch: AppendBatch): Promise<AppendResult> {
    if (database.connections === 1) throw insideTransaction(batch.tenant);
    const answer = onlyAnswer(
      await appendTogether({ ...target, queryFor, patience: Math.min(lockTimeout, 1000), announce: false }, [
        batch,
      ]),
    );
    if (answer === LOCKED) throw insideTransaction(batch.tenant);
    flow.leave();
    return answer;
  }

  return {
    async append(batch) {
      open();
      checkAppend(batch);
      await ready();
      const result = await (flow.isInside() ? appendFromInside(batch) : appends.run(batch));
      if (result.status === "appended" && !result.repeated) notifier.notify(batch.tenant);
      forgetCommands(batch.tenant);
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
      return after(
        () => ready(),
        () => readLog(logOf(tenant), tenant, range),
      );
    },
    follow(tenant, request) {
      open();
      checkTenant(tenant);
      return after(readyOrClosed, () => follow(logOf(tenant), tenant, request));
    },
    catalog: postgresCatalog({ queryFor, schema, byTerms: rowLevelSecurity, ready: () => ready() }),
    records: postgresRecords(queryFor, schema, () => ready()),
    async restore(tenant, events) {
      open();
      checkTenant(tenant);
      await ready();
      return restore({ query: queryFor(tenant), schema, wake: notifier.wake }, tenant, events);
    },
    rebuild(tenant, rebuildOptions) {
      open();
      checkTenant(tenant);
      const target = { query: queryFor(tenant), schema, append: appends.run };
      return after(
        () => ready(),
        () => rebuild(target, tenant, rebuildOptions?.check ?? false),
      );
    },
    within: (transaction) => {
      open();
      return withinTransaction(
        {
          source,
          target: { ...target, patience: lockTimeout, announce: true },
          oneTenant: rowLevelSecurity,
          ready,
          enter: flow.enter,
        },
        transaction,
      );
    },
    async migrate() {
      open();
      try {
        const result = await migrate(database, name);
        if (rowLevelSecurity) await secureRows(query, name);
        return result;
      } catch (error) {
        throw ledgerError(error, "writes");
      }
    },
    async close() {
      closing.abort();
      await Promise.all([appends.idle(), loads.idle(), notifier.stop()]);
    },
  };
}

/** How stores on one schema tell each other of new events. */
function notificationChannelOf(database: Database, channel: string): NotificationChannel {
  return {
    processId: String(Math.random()),
    // One connection that listens leaves nobody a connection where there is only one.
    listen: async (onNotification, onLost) =>
      database.durable && database.connections < 2 ? null : database.listen(channel, onNotification, onLost),
    // What may be lost needs no flush, and the appends' own need not wait for one more.
    notify: (payload) =>
      database.query(
        "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)",
        [channel, payload],
        true,
      ),
  };
}

/** Values that come once the store is ready. */
async function* after<T>(ready: () => Promise<void>, values: () => AsyncIterable<T>): AsyncGenerator<T> {
  await ready();
  yield* values();
}

function insideTransaction(tenant: string): LedgerError {
  return new LedgerError(
    "busy",
    `the transaction that this call was made in holds the lock of the tenant ${tenant}; make the call through within(transaction) too, or after its end`,
  );
}

function checkName(schema: string): void {
  if (/^[a-z_][a-z0-9_]{0,47}$/u.test(schema) && !schema.startsWith("pg_")) return;
  const message = "must have 1 to 48 characters out of a-z, 0-9 and _, not begin with a digit, nor with pg_";
  throw new LedgerError("invalid-input", `schema: ${message}`, { issues: [{ field: "schema", message }] });
}
