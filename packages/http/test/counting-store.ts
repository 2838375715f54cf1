import type { EventStore } from "@promptledger/core";

/** A kind of call to a store: `find` is a query of the catalog, `records` any call on records, `log` a reading of the log. */
export type StoreCall = "load" | "append" | "find" | "records" | "log";

/** How many calls of each kind were made; a kind of which there was none is not there. */
export type StoreCalls = { readonly [Kind in StoreCall]?: number };

/** A store that counts the calls to it. */
export interface CountingStore {
  readonly store: EventStore;
  /** The calls since this was asked last. */
  take(): StoreCalls;
}

/**
 * Counts the calls to a store by their kind. It has the port's methods one by one, so that a method that the port gets later is not called
 * past the count: it is missing here, and the call fails.
 */
export function countingStore(inner: EventStore): CountingStore {
  let calls: { [Kind in StoreCall]?: number } = {};
  function counted<Parameters extends readonly unknown[], Answer>(
    kind: StoreCall,
    call: (...parameters: Parameters) => Answer,
  ): (...parameters: Parameters) => Answer {
    return (...parameters) => {
      calls[kind] = (calls[kind] ?? 0) + 1;
      return call(...parameters);
    };
  }
  const { catalog, records } = inner;
  const store: EventStore = {
    append: counted("append", (batch) => inner.append(batch)),
    load: counted("load", (tenant, request) => inner.load(tenant, request)),
    readLog: counted("log", (tenant, range) => inner.readLog(tenant, range)),
    queryLog: counted("log", (tenant, query) => inner.queryLog(tenant, query)),
    follow: counted("log", (tenant, request) => inner.follow(tenant, request)),
    tenants: counted("log", (range) => inner.tenants(range)),
    followTenants: counted("log", (request) => inner.followTenants(request)),
    catalog: {
      findPrompts: counted("find", (tenant, query) => catalog.findPrompts(tenant, query)),
      findVersions: counted("find", (tenant, query) => catalog.findVersions(tenant, query)),
    },
    records: {
      get: counted("records", (scope, kind, keys) => records.get(scope, kind, keys)),
      put: counted("records", (scope, puts) => records.put(scope, puts)),
      remove: counted("records", (scope, kind, key) => records.remove(scope, kind, key)),
      list: counted("records", (scope, kind) => records.list(scope, kind)),
    },
    restore: (tenant, events) => inner.restore(tenant, events),
    rebuild: (tenant, options) => inner.rebuild(tenant, options),
    checkHealth: () => inner.checkHealth(),
    close: () => inner.close(),
  };
  return {
    store,
    take() {
      const taken = calls;
      calls = {};
      return taken;
    },
  };
}
