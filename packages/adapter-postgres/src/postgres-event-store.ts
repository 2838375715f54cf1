import { setImmediate as turn } from "node:timers/promises";
import type {
  CallOptions,
  EventStore,
  LoadResult,
  TransactionalEventStore,
} from "@promptledger/core/adapter";
import {
  appendWeight,
  batcher,
  boundedBacklog,
  changeNotifier,
  checkAppend,
  checkOptions,
  checkTenant,
  checkTenantRange,
  closedInTime,
  followPages,
  followTenants,
  newAbort,
  probeWrite,
  readiness,
  systemClock,
  untilAborted,
} from "@promptledger/core/adapter";
import { appendBatchers } from "./append/append-batchers.ts";
import { appenderFromInside } from "./append/append-from-inside.ts";
import { postgresCatalog } from "./catalog/catalog.ts";
import type { Database, Query } from "./connection/database.ts";
import { queryUntil } from "./connection/database.ts";
import { translated } from "./connection/errors.ts";
import { notificationChannelOf } from "./connection/notification-channel.ts";
import { poolDatabase } from "./connection/pool-database.ts";
import type { Transaction } from "./connection/transaction.ts";
import { enteredTransaction } from "./connection/transaction.ts";
import { commandForgetter } from "./maintenance/forget-commands.ts";
import { rebuild } from "./maintenance/rebuild.ts";
import { restore } from "./maintenance/restore.ts";
import { pgliteDatabase } from "./pglite/pglite-database.ts";
import { searchQueries, unlimitedSearches } from "./query/search-query.ts";
import type { QueryFor } from "./query/tenant-query.ts";
import { tenantQueries } from "./query/tenant-query.ts";
import type { Load } from "./read/load.ts";
import { checkLoad, loadTogether } from "./read/load.ts";
import type { LogSource } from "./read/log.ts";
import { followSource, readLog } from "./read/log.ts";
import { queryEvents } from "./read/query-events.ts";
import { listTenants } from "./read/tenants.ts";
import { postgresRecords } from "./records.ts";
import type { MigrationResult } from "./schema/migrate.ts";
import { checkSchema, migrate } from "./schema/migrate.ts";
import { checkRowSecurity, secureRows } from "./schema/row-level-security.ts";
import { channelOf, checkSchemaName } from "./schema/schema-name.ts";
import { checkSettings } from "./settings.ts";
import type { PostgresEventStoreOptions } from "./store-options.ts";
import { PGLITE_OPTIONS, POOL_OPTIONS, timeLimits } from "./store-options.ts";
import { withinTransaction } from "./within.ts";

/** The event store on PostgreSQL. */
export interface PostgresEventStore extends TransactionalEventStore<Transaction> {
  /**
   * Brings the schema up to date; several processes may do so at once. A step of it may take as long as its tables are large, so only `options.signal`
   * ends it: then it is `outcome-unknown`, and a later call does what is left.
   */
  migrate(options?: CallOptions): Promise<MigrationResult>;
  /**
   * The store inside a transaction of the host's: its tables and the ledger change together or not at all. The tenant's lock is held from
   * the first append until the transaction ends; meanwhile others' appends to that tenant wait. An append through the store itself, called
   * from within the same flow of the program, is refused as `busy` instead of waiting for itself.
   */
  within(transaction: Transaction): EventStore;
}

const DAY = 86_400_000;

/** About how many bytes a load holds while it waits. */
const LOAD_WEIGHT = 1024;

/** The event store on PostgreSQL 14 or later, or on PGlite in the process: the same schema and the same statements. */
export function postgresEventStore(options: PostgresEventStoreOptions): PostgresEventStore {
  if (typeof options === "object" && options !== null && "pglite" in options)
    checkOptions(options, PGLITE_OPTIONS);
  else checkOptions(options, POOL_OPTIONS);
  const name = options.schema ?? "promptledger";
  checkSchemaName(name);
  const schema = `"${name}"`;
  const clock = options.clock ?? systemClock;
  const { timeout, lockTimeout } = timeLimits(options);
  const limit = { clock, milliseconds: timeout };
  const database: Database =
    "pool" in options ? poolDatabase(options.pool, limit) : pgliteDatabase(options.pglite);
  const keepCommands = (options.keepCommandsForDays ?? 30) * DAY;
  const maximum = options.maximumWaiting ?? { appends: 10_000, bytes: 67_108_864 };
  const backlog = boundedBacklog({ requests: maximum.appends, bytes: maximum.bytes });
  const closing = newAbort();
  const closed = closing.signal;
  const { query } = database;
  const allowVolatile = options.allowVolatile ?? !database.durable;
  const notifier = changeNotifier(notificationChannelOf(database, channelOf(schema)), closed, clock);
  const rowLevelSecurity = options.rowLevelSecurity ?? false;
  const queryFor: QueryFor = rowLevelSecurity ? tenantQueries(database) : () => query;
  const searchLimits = { milliseconds: options.searchTimeout ?? 5000, setsTenant: rowLevelSecurity };
  const searchFor = "pool" in options ? searchQueries(database, searchLimits) : unlimitedSearches(queryFor);
  const source = { schema, closed, clock, notifier };
  const logOf = (tenant: string, options?: CallOptions): LogSource => ({
    ...source,
    query: queryUntil(queryFor(tenant), options?.signal),
    ready: () => ready(undefined, options),
  });

  const { open, ready, isReady, checkAgain, whenReady } = readiness<Query>(closed, (by = query) =>
    translated(checkServer(by), "reads"),
  );
  async function checkServer(by: Query): Promise<void> {
    await checkSettings(by, allowVolatile);
    await checkSchema(by, name);
    await checkRowSecurity(by, name, rowLevelSecurity);
  }

  // PGlite has the machine's time, which may go back: the process has a better one.
  const isServersTime = options.clock === undefined && "pool" in options;
  const now = (): number | null => (isServersTime ? null : clock.now());
  const target = { schema, now, keepCommands, allowVolatile };
  const flow = enteredTransaction();
  const forgetCommands = commandForgetter({ ...target, queryFor, oneTenant: rowLevelSecurity });
  const appends = appendBatchers({
    ...target,
    queryFor,
    oneTenant: rowLevelSecurity,
    lockTimeout,
    // Two connections are the batcher's, two read, one listens.
    waitingConnections: Math.max(1, Math.min(2, database.connections - 5)),
    backlog,
  });
  const loads = batcher<Load, LoadResult>({
    tenantOf: ({ tenant }) => tenant,
    weightOf: () => LOAD_WEIGHT,
    keysOf: () => [],
    calls: () => 2,
    oneTenant: rowLevelSecurity,
    backlog,
    turn,
    send: (requests) => loadTogether(queryFor(requests[0]?.tenant ?? ""), schema, requests, target),
  });

  const appendFromInside = appenderFromInside({
    target: { ...target, queryFor, patience: Math.min(lockTimeout, 1000), begun: null },
    flow,
    hasOneConnection: database.connections === 1,
  });

  const records = postgresRecords(queryFor, schema, allowVolatile, () => ready());
  return {
    async append(batch, options) {
      open();
      checkAppend(batch);
      if (!isReady()) await backlog.during(appendWeight(batch), () => ready(undefined, options));
      const result = await (flow.isInside() ? appendFromInside(batch) : appends.run(batch, options?.signal));
      if (result.status === "appended" && !result.repeated) notifier.notify(batch.tenant);
      forgetCommands(batch.tenant);
      return result;
    },
    async load(tenant, request, options) {
      const load = { tenant, request };
      open();
      checkLoad(load);
      if (!isReady()) await backlog.during(LOAD_WEIGHT, () => ready(undefined, options));
      return loads.run(load, options?.signal);
    },
    readLog(tenant, range, options) {
      open();
      checkTenant(tenant);
      return readLog(logOf(tenant, options), tenant, range);
    },
    queryLog(tenant, eventQuery, options) {
      open();
      checkTenant(tenant);
      return queryEvents(logOf(tenant, options), tenant, eventQuery);
    },
    follow(tenant, request) {
      open();
      checkTenant(tenant);
      return followPages(followSource(logOf(tenant), tenant), request);
    },
    tenants(range, options) {
      open();
      checkTenantRange(range);
      return whenReady(() => listTenants(queryUntil(query, options?.signal), schema, range));
    },
    followTenants(request) {
      open();
      const { watch } = notifier;
      const list = () => listTenants(query, schema);
      return followTenants({ closed, clock, watch, list, ready: () => ready() }, request);
    },
    catalog: postgresCatalog({
      queryFor,
      searchFor,
      schema,
      byTerms: rowLevelSecurity,
      ready: (options) => ready(undefined, options),
    }),
    records,
    async restore(tenant, events) {
      open();
      checkTenant(tenant);
      await ready();
      return restore({ query: queryFor(tenant), schema, allowVolatile, wake: notifier.wake }, tenant, events);
    },
    rebuild(tenant, rebuildOptions) {
      open();
      checkTenant(tenant);
      const target = { query: queryFor(tenant), schema, append: appends.run };
      return whenReady(() => rebuild(target, tenant, rebuildOptions?.check ?? false));
    },
    within: (transaction) => {
      open();
      return withinTransaction(
        {
          source,
          target: { ...target, patience: lockTimeout },
          oneTenant: rowLevelSecurity,
          ready,
          enter: flow.enter,
        },
        transaction,
      );
    },
    async migrate(options) {
      open();
      const migrated = async (): Promise<MigrationResult> => {
        const result = await migrate(database, name);
        if (rowLevelSecurity) await secureRows(query, name);
        return result;
      };
      return untilAborted(options?.signal, "writes", () => translated(migrated(), "writes"));
    },
    async checkHealth() {
      checkAgain();
      await ready();
      await probeWrite(records, clock.now());
    },
    async close() {
      closing.abort();
      await closedInTime(limit, Promise.all([appends.idle(), loads.idle(), notifier.stop()]));
    },
  };
}
