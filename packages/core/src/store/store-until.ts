import type { Signal } from "../ports/clock.ts";
import type { Effect } from "../ports/until-aborted.ts";
import { untilAborted, valuesUntilAborted } from "../ports/until-aborted.ts";
import type { EventStore } from "./event-store.ts";

/**
 * A store for one call: whatever it is asked ends when the signal aborts, also where the store itself hangs. The signal is passed on, so that
 * the store can end real work, and say that an append that was waiting will never be written.
 */
export function storeUntil(store: EventStore, signal: Signal | undefined): EventStore {
  if (signal === undefined) return store;
  const options = { signal };
  const { catalog, records } = store;
  return {
    append: (batch) => untilAborted(signal, "writes", () => store.append(batch, options)),
    load: (tenant, request) => untilAborted(signal, "reads", () => store.load(tenant, request, options)),
    readLog: (tenant, range) => valuesUntilAborted(signal, store.readLog(tenant, range, options)),
    queryLog: (tenant, query) => valuesUntilAborted(signal, store.queryLog(tenant, query, options)),
    follow: (tenant, request) => valuesUntilAborted(signal, store.follow(tenant, { ...request, signal })),
    tenants: (range) => valuesUntilAborted(signal, store.tenants(range, options)),
    followTenants: (request) => valuesUntilAborted(signal, store.followTenants({ ...request, signal })),
    catalog: {
      findPrompts: (tenant, query) =>
        untilAborted(signal, "reads", () => catalog.findPrompts(tenant, query, options)),
      findVersions: (tenant, query) =>
        untilAborted(signal, "reads", () => catalog.findVersions(tenant, query, options)),
    },
    records: methodsUntil(records, { get: "reads", put: "writes", remove: "writes", list: "reads" }, signal),
    restore: (tenant, events) => store.restore(tenant, events),
    rebuild: (tenant, rebuildOptions) => store.rebuild(tenant, rebuildOptions),
    checkHealth: () => untilAborted(signal, "writes", () => store.checkHealth()),
    close: () => store.close(),
  };
}

/** The methods of an object, each of which ends when the signal aborts. */
export function methodsUntil<T extends object>(
  target: T,
  effects: { readonly [Method in keyof T]: Effect },
  signal: Signal | undefined,
): T {
  if (signal === undefined) return target;
  const methods = target as { readonly [method: string]: (...given: readonly unknown[]) => Promise<unknown> };
  const ended = Object.entries<Effect>(effects).map(([name, effect]) => [
    name,
    (...given: readonly unknown[]) => untilAborted(signal, effect, async () => methods[name]?.(...given)),
  ]);
  // The compiler does not follow the methods through the entries.
  return Object.fromEntries(ended) as T;
}
