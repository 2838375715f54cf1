import type { RecordedEvent } from "@promptledger/core/adapter";
import { all } from "../contract/sample.ts";
import type { BrokenStore } from "./broken-store.ts";
import { brokenStore } from "./broken-store.ts";

/** Stores whose queries over the log find too much, too little, or in another order. */
export const brokenQueries: readonly BrokenStore[] = [
  brokenStore(
    "ignores actors",
    "a query finds the events of all actors",
    ["QL-1", "QL-8", "QL-9"],
    () => (store) => ({
      queryLog: (tenant, { actors: _actors, ...query }) => store.queryLog(tenant, query),
    }),
  ),
  brokenStore(
    "takes no filter for none",
    "a query that names an empty list finds everything",
    ["QL-1", "QL-8"],
    () => (store) => ({
      queryLog: (tenant, { streams = [], ...query }) =>
        store.queryLog(tenant, streams.length === 0 ? query : { ...query, streams }),
    }),
  ),
  brokenStore(
    "orders by recording",
    "a query for when things happened orders them by when they were recorded",
    ["QL-2", "QL-4", "QL-7", "QL-8", "QL-9"],
    () => (store) => ({
      async *queryLog(tenant, query) {
        const events = await all(store.queryLog(tenant, query));
        const sign = query.order === "oldest" ? 1 : -1;
        yield* events.toSorted((left, right) => sign * (left.position - right.position));
      },
    }),
  ),
  brokenStore(
    "leaves the end out",
    "a query finds nothing at `to` itself",
    ["QL-3", "QL-8"],
    () => (store) => ({
      queryLog: (tenant, { to, ...query }) =>
        store.queryLog(tenant, to === undefined ? query : { ...query, to: to - 1 }),
    }),
  ),
  brokenStore(
    "continues at the time",
    "a query continues with all events after the time of a place, without those of the same time",
    ["QL-4", "QL-8", "QL-9"],
    () => (store) => ({
      queryLog(tenant, { after, ...query }) {
        if (after === undefined) return store.queryLog(tenant, query);
        const position = query.order === "oldest" ? Number.MAX_SAFE_INTEGER : 0;
        return store.queryLog(tenant, { ...query, after: { ...after, position } });
      },
    }),
  ),
  brokenStore(
    "queries on",
    "a query continues with events that are appended during it",
    ["QL-5"],
    () => (store) => ({
      async *queryLog(tenant, query) {
        let last: RecordedEvent | undefined;
        for await (const event of store.queryLog(tenant, query)) {
          yield event;
          last = event;
        }
        if (last === undefined || query.order === "newest" || query.limit !== undefined) return;
        yield* store.queryLog(tenant, {
          ...query,
          after: { time: last.recordedAt, position: last.position },
        });
      },
    }),
  ),
  brokenStore(
    "queries late",
    "a store finds what others wrote only at its second query",
    ["QL-6"],
    () => (store) => {
      const seen = new Map<string, number>();
      return {
        async *queryLog(tenant, query) {
          const { head } = await store.load(tenant, {});
          const key = JSON.stringify([tenant, query.streams]);
          const shown = seen.get(key) ?? head.position;
          seen.set(key, head.position);
          for await (const event of store.queryLog(tenant, query)) if (event.position <= shown) yield event;
        },
      };
    },
  ),
  brokenStore("queries one page", "a query finds at most 1,000 events", ["QL-9"], () => (store) => ({
    queryLog: (tenant, query) =>
      store.queryLog(tenant, { ...query, limit: Math.min(1000, query.limit ?? 1000) }),
  })),
  brokenStore(
    "forgets what was restored",
    "a query for when things happened does not find restored events that occurred earlier",
    ["QL-7", "QL-9"],
    () => {
      const restored = new Set<string>();
      return (store) => ({
        async restore(tenant, events) {
          restored.add(tenant);
          return store.restore(tenant, events);
        },
        async *queryLog(tenant, query) {
          const isBlind = restored.has(tenant) && query.time === "happened";
          for await (const event of store.queryLog(tenant, query))
            if (!isBlind || event.occurredAt === null) yield event;
        },
      });
    },
  ),
];
