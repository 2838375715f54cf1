import type { Clock, EventStore } from "@promptledger/core";
import type { Scheduler } from "fast-check";

/** A store whose calls wait for the scheduler, so that the scheduler decides how concurrent commands interleave. */
export function interleavedStore(store: EventStore, scheduler: Scheduler, name: string): EventStore {
  const waitFor = (label: string): Promise<void> => scheduler.schedule(Promise.resolve(), `${name} ${label}`);
  return {
    async append(batch) {
      await waitFor(`appends ${batch.command.id}`);
      return store.append(batch);
    },
    async load(tenant, request) {
      await waitFor(`loads for ${request.command}`);
      return store.load(tenant, request);
    },
    records: {
      ...store.records,
      async get(scope, kind, keys) {
        await waitFor(`gets ${kind}`);
        return store.records.get(scope, kind, keys);
      },
      async put(scope, records) {
        await waitFor(`puts ${records.map(({ kind }) => kind).join(" and ")}`);
        return store.records.put(scope, records);
      },
    },
    catalog: store.catalog,
    readLog: (tenant, range) => store.readLog(tenant, range),
    queryLog: (tenant, query) => store.queryLog(tenant, query),
    follow: (tenant, request) => store.follow(tenant, request),
    tenants: (range) => store.tenants(range),
    followTenants: (request) => store.followTenants(request),
    restore: (tenant, events) => store.restore(tenant, events),
    rebuild: (tenant, options) => store.rebuild(tenant, options),
    checkHealth: () => store.checkHealth(),
    close: () => store.close(),
  };
}

/** A clock whose `sleep` ends when the scheduler says so, not after the given time. */
export function interleavedClock(clock: Clock, scheduler: Scheduler): Clock {
  return {
    now: () => clock.now(),
    sleep: () => scheduler.schedule(Promise.resolve(), "waits before another try"),
  };
}
