import type { EventStore } from "@promptledger/core";
import type { TenantHead } from "@promptledger/core/adapter";
import { all } from "../contract/sample.ts";
import type { BrokenStore, BrokenWorld } from "./broken-store.ts";
import { brokenStore } from "./broken-store.ts";

function listing(
  name: string,
  breaks: string,
  caughtBy: readonly string[],
  tenants: (store: EventStore, world: BrokenWorld) => EventStore["tenants"],
): BrokenStore {
  return brokenStore(name, breaks, caughtBy, (world) => (store) => ({ tenants: tenants(store, world) }));
}

function following(
  name: string,
  breaks: string,
  caughtBy: readonly string[],
  followTenants: (store: EventStore, world: BrokenWorld) => EventStore["followTenants"],
): BrokenStore {
  return brokenStore(name, breaks, caughtBy, (world) => (store) => ({
    followTenants: followTenants(store, world),
  }));
}

async function* each<T>(values: Iterable<T>): AsyncGenerator<T> {
  yield* values;
}

/** Stores that list tenants wrongly, or follow them wrongly. */
export const brokenTenantLists: readonly BrokenStore[] = [
  brokenStore(
    "lists its own",
    "lists only the tenants that the same store has appended to",
    ["TE-6", "TE-7", "TE-8"],
    () => (store) => {
      const own = new Set<string>();
      return {
        async append(batch) {
          own.add(batch.tenant);
          return store.append(batch);
        },
        async *tenants(range) {
          for await (const one of store.tenants(range)) if (own.has(one.tenant)) yield one;
        },
      };
    },
  ),
  listing(
    "lists everybody",
    "lists tenants whose appends were refused too",
    ["TE-6"],
    (store, { storage }) =>
      async function* (range) {
        const listed = await all(store.tenants(range));
        const empty = [...storage.tenants]
          .filter(([tenant, { log }]) => log.length === 0 && tenant > (range?.after ?? ""))
          .map(([tenant]): TenantHead => ({ tenant, head: { position: 0, eventId: null } }));
        yield* [...listed, ...empty].sort((left, right) => (left.tenant < right.tenant ? -1 : 1));
      },
  ),
  brokenStore(
    "forgets restored tenants",
    "does not list a tenant whose first events were restored",
    ["TE-6", "TE-8"],
    () => {
      const restored = new Set<string>();
      return (store) => ({
        async restore(tenant, events) {
          if ((await store.load(tenant, {})).head.position === 0) restored.add(tenant);
          return store.restore(tenant, events);
        },
        async *tenants(range) {
          for await (const one of store.tenants(range)) if (!restored.has(one.tenant)) yield one;
        },
      });
    },
  ),
  listing(
    "lists by dictionary",
    "lists tenants in the order of a dictionary",
    ["TE-6", "TE-7"],
    (store) =>
      async function* (range) {
        const listed = await all(store.tenants(range));
        yield* [...listed].sort((left, right) => left.tenant.localeCompare(right.tenant));
      },
  ),
  listing("lists the first too", "lists the tenant that is to be listed after", ["TE-7"], (store) => {
    return (range = {}) => {
      const listed = store.tenants(range);
      const { after, limit } = range;
      if (after === undefined || limit !== undefined) return listed;
      return (async function* () {
        for await (const one of store.tenants()) if (one.tenant >= after) yield one;
      })();
    };
  }),
  listing(
    "lists old heads",
    "lists each tenant with its first event",
    ["TE-8"],
    (store, { storage }) =>
      async function* (range) {
        for await (const { tenant } of store.tenants(range)) {
          const eventId = storage.tenants.get(tenant)?.log[0]?.id ?? null;
          yield { tenant, head: { position: 1, eventId } };
        }
      },
  ),
  brokenStore("lists when closed", "still lists the tenants after it was closed", ["LC-2"], ({ storage }) => {
    return (store) => {
      let closed = false;
      return {
        tenants: (range) => (closed ? each<TenantHead>([]) : store.tenants(range)),
        async close() {
          closed = storage.tenants.size > 0;
          await store.close();
        },
      };
    };
  }),
  following(
    "names once",
    "names each tenant only once",
    ["TE-9", "TE-10", "TE-12"],
    (store) =>
      async function* (request) {
        const named = new Set<string>();
        for await (const tenant of store.followTenants(request)) {
          if (named.has(tenant)) continue;
          named.add(tenant);
          yield tenant;
        }
      },
  ),
  following(
    "names those of the start",
    "names only the tenants that had events when it began",
    ["TE-9", "TE-10", "TE-12"],
    (store, { storage }) =>
      (request) => {
        const known = new Set(storage.tenants.keys());
        return (async function* () {
          for await (const tenant of store.followTenants(request)) if (known.has(tenant)) yield tenant;
        })();
      },
  ),
  following(
    "names while waiting",
    "does not name a tenant that got events while the follower was busy",
    ["TE-10"],
    (store, { storage }) =>
      async function* (request) {
        const heads = new Map<string, number>();
        const positions = (): Iterable<readonly [string, number]> =>
          [...storage.tenants].map(([tenant, { log }]) => [tenant, log.length] as const);
        for await (const tenant of store.followTenants(request)) {
          if (heads.get(tenant) === storage.tenants.get(tenant)?.log.length) continue;
          const before = new Map(positions());
          yield tenant;
          for (const [name, position] of positions())
            if (before.get(name) !== position) heads.set(name, position);
        }
      },
  ),
  following(
    "names on",
    "a waiting follower of all tenants does not notice that its signal aborts",
    ["TE-11"],
    (store) =>
      async function* ({ signal, ...request } = {}) {
        if (signal?.aborted) return;
        for await (const tenant of store.followTenants(request)) {
          yield tenant;
          if (signal?.aborted) return;
        }
      },
  ),
  following(
    "names until disconnected",
    "a follower of all tenants ends when its connection is lost",
    ["TE-12"],
    (store, { disconnections }) =>
      async function* ({ signal, ...request } = {}) {
        const lost = new AbortController();
        const end = (): void => lost.abort();
        disconnections.add(end);
        if (signal?.aborted) return;
        signal?.addEventListener("abort", end);
        yield* store.followTenants({ ...request, signal: lost.signal });
      },
  ),
];
