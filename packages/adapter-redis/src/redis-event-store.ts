import type {
  AppendBatch,
  AppendResult,
  EventStore,
  LoadRequest,
  LoadResult,
} from "@promptledger/core/adapter";
import {
  appendWeight,
  boundedBacklog,
  changeNotifier,
  checkAppend,
  checkOptions,
  checkTenant,
  checkTenantRange,
  closedInTime,
  DEFAULT_TIMEOUT,
  followPages,
  followTenants,
  newAbort,
  probeWrite,
  readiness,
  systemClock,
} from "@promptledger/core/adapter";
import { appendTogether } from "./append/append.ts";
import type { Append } from "./append/append-call.ts";
import { tenantBatchers } from "./append/tenant-batchers.ts";
import { redisCatalog } from "./catalog/catalog.ts";
import type { Connection } from "./connection/connection.ts";
import { connect } from "./connection/connection.ts";
import { keyHintsByTenant } from "./connection/key-hints.ts";
import type { ReadSource } from "./connection/reading.ts";
import { replication } from "./connection/replicas.ts";
import { watchDurability } from "./durability.ts";
import { checkPrefix, tenantKeys } from "./keys.ts";
import { rebuild } from "./maintenance/rebuild.ts";
import { restore } from "./maintenance/restore.ts";
import { checkLoad, loadTogether, loadWeight } from "./read/load.ts";
import type { LogSource } from "./read/log.ts";
import { followSource, readLog } from "./read/log.ts";
import { queryEvents } from "./read/query-events.ts";
import { redisRecords } from "./records.ts";
import { checkDurability, checkServers, durabilityWarnings } from "./settings.ts";
import type { RedisEventStoreOptions } from "./store-options.ts";
import { STORE_OPTIONS } from "./store-options.ts";
import { tenantList } from "./tenants.ts";

/** The event store on Redis. */
export interface RedisEventStore extends EventStore {}

const DAY = 86_400_000;

/**
 * The event store on Redis 6.2 or later, on Valkey, or on a cluster of either: a tenant lives in one slot. Throws `invalid-input` for
 * options of the wrong type.
 */
export function redisEventStore(options: RedisEventStoreOptions): RedisEventStore {
  checkOptions(options, STORE_OPTIONS);
  const prefix = `${options.client.options.keyPrefix ?? ""}${options.prefix ?? "promptledger"}`;
  checkPrefix(prefix);
  const clock = options.clock ?? systemClock;
  const limit = { clock, milliseconds: options.timeout ?? DEFAULT_TIMEOUT };
  const accepts = { volatile: options.allowVolatile ?? false, hidden: options.assumeDurable ?? false };
  const durability = watchDurability(() => checkDurability(connection), clock);
  const admit = (): Promise<boolean> | null =>
    accepts.volatile || accepts.hidden ? null : durability.admit();
  const connection: Connection = connect(options.client, limit, admit);
  // Waiting for replicas blocks a connection, so readers have another one.
  const replicas = options.waitForReplicas ?? 0;
  const writing = replicas > 0 ? connect(options.client, limit, admit) : connection;
  const replicated = replication(writing, replicas);
  const keepCommands = (options.keepCommandsForDays ?? 30) * DAY;
  const maximum = options.maximumWaiting ?? { appends: 10_000, bytes: 67_108_864 };
  const backlog = boundedBacklog({ requests: maximum.appends, bytes: maximum.bytes });
  const closing = newAbort();
  const closed = closing.signal;
  const hintsOf = keyHintsByTenant();
  const tenants = tenantList(connection, writing, prefix, replicas);
  const notifier = changeNotifier(connection.notificationChannel(`${prefix}:events`), closed, clock);

  let hasWarned = false;
  const { open, ready, isReady, checkAgain, whenReady } = readiness(closed, async () => {
    await checkServers(connection);
    if (!accepts.volatile || accepts.hidden) return;
    const warnings = await durabilityWarnings(connection);
    if (warnings.length === 0 || hasWarned) return;
    hasWarned = true;
    process.emitWarning(`events of the ledger can be lost: ${warnings.join("; ")}`, "PromptLedgerWarning");
  });
  // The next answer may come from another server, or from the same one with other settings.
  connection.onLoss(checkAgain);
  for (const one of new Set([connection, writing])) {
    one.onLoss(durability.forget);
    one.onLoss(tenants.forget);
  }

  const sourceOf = (tenant: string): ReadSource => ({
    connection,
    keys: tenantKeys(prefix, tenant),
    hints: hintsOf(tenant),
  });
  const logOf = (tenant: string): LogSource => ({
    ...sourceOf(tenant),
    tenant,
    ready: () => ready(),
    closed,
    clock,
    notifier,
  });
  const now = (): number | undefined => options.clock?.now();
  const appends = tenantBatchers<Append, AppendResult>({
    async send(tenant, batches) {
      const adding = tenants.add(tenant);
      if (adding !== null) await adding;
      return appendTogether(
        { ...sourceOf(tenant), connection: writing, now, keepCommands, replicated },
        batches,
      );
    },
    weightOf: appendWeight,
    backlog,
  });
  const loads = tenantBatchers<LoadRequest, LoadResult>({
    send: (tenant, requests) => loadTogether(sourceOf(tenant), tenant, requests, { now, keepCommands }),
    weightOf: loadWeight,
    backlog,
  });

  const records = redisRecords(connection, prefix, () => ready());
  return {
    async append(batch, callOptions) {
      open();
      checkAppend(batch);
      if (!isReady()) await backlog.during(appendWeight(batch), () => ready(undefined, callOptions));
      const result = await appends.run(batch.tenant, batch, callOptions?.signal);
      if (result.status === "appended" && !result.repeated) {
        notifier.notify(batch.tenant);
        // If this fails, the next append adds it.
        if (isFirst(batch, result.position)) await tenants.addAgain(batch.tenant).catch(tenants.forget);
      }
      return result;
    },
    async load(tenant, request, callOptions) {
      open();
      checkTenant(tenant);
      checkLoad(request);
      if (!isReady()) await backlog.during(loadWeight(request), () => ready(undefined, callOptions));
      const result = await loads.run(tenant, request, callOptions?.signal);
      // A command that is found is taken for done, so it must be as safe as when it was acknowledged.
      if (result.command !== null) {
        const keys = tenantKeys(prefix, tenant);
        await replicated(keys, result.command.position, [result.command.id]);
      }
      return result;
    },
    readLog(tenant, range) {
      open();
      checkTenant(tenant);
      return readLog(logOf(tenant), range);
    },
    queryLog(tenant, query) {
      open();
      checkTenant(tenant);
      return queryEvents(logOf(tenant), query);
    },
    follow(tenant, request) {
      open();
      checkTenant(tenant);
      return followPages(followSource(logOf(tenant)), request);
    },
    tenants(range) {
      open();
      checkTenantRange(range);
      return whenReady(() => tenants.list(range));
    },
    followTenants(request) {
      open();
      const { watch } = notifier;
      return followTenants(
        { closed, clock, watch, list: () => tenants.list(), ready: () => ready() },
        request,
      );
    },
    catalog: redisCatalog(sourceOf, (callOptions) => ready(undefined, callOptions)),
    records,
    async restore(tenant, events) {
      open();
      checkTenant(tenant);
      await ready();
      await tenants.addAgain(tenant);
      return restore({ ...sourceOf(tenant), wake: () => notifier.notify(tenant) }, events);
    },
    rebuild(tenant, rebuildOptions) {
      open();
      checkTenant(tenant);
      const append = (one: Append): Promise<AppendResult> => appends.run(tenant, one);
      const target = { ...sourceOf(tenant), tenant, append };
      return whenReady(() => rebuild(target, rebuildOptions?.check ?? false));
    },
    async checkHealth() {
      checkAgain();
      await ready();
      await probeWrite(records, clock.now());
    },
    async close() {
      closing.abort();
      try {
        await closedInTime(limit, Promise.all([appends.idle(), loads.idle(), notifier.stop()]));
      } finally {
        await Promise.all([connection.close(), writing.close()]);
      }
    },
  };
}

/** Whether an append wrote the first events of its tenant. */
function isFirst({ streams }: AppendBatch, position: number): boolean {
  return position > 0 && position === streams.reduce((sum, { events }) => sum + events.length, 0);
}
