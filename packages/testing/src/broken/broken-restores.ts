import type { EventStore } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import { LIMITS } from "@promptledger/core/adapter";
import { all } from "../contract/sample.ts";
import { pause } from "../contract/waiting.ts";
import type { BrokenStore } from "./broken-store.ts";
import { brokenStore } from "./broken-store.ts";
import { copyDocuments, putBack } from "./stored-documents.ts";

let renamed = 0;

type Restored = Parameters<EventStore["restore"]>[1];

async function collected(events: Restored): Promise<readonly RecordedEvent[]> {
  return Symbol.asyncIterator in events ? all(events) : [...events];
}

function restoring(
  name: string,
  breaks: string,
  caughtBy: readonly string[],
  restore: (
    store: EventStore,
    tenant: string,
    events: readonly RecordedEvent[],
  ) => ReturnType<EventStore["restore"]>,
): BrokenStore {
  return brokenStore(name, breaks, caughtBy, () => (store) => ({
    restore: async (tenant, events) => restore(store, tenant, await collected(events)),
  }));
}

function cut(text: string): string {
  return text
    .toWellFormed()
    .replaceAll("\u0000", "")
    .slice(0, LIMITS.eventBytes / 4);
}

/** Stores that restore or rebuild wrongly. */
export const brokenRestores: readonly BrokenStore[] = [
  restoring(
    "renumbers",
    "gives restored events the positions that come next",
    ["RE-2"],
    async (store, tenant, events) => {
      const { head } = await store.load(tenant, {});
      return store.restore(
        tenant,
        events.map((event, index) => ({ ...event, position: head.position + index + 1 })),
      );
    },
  ),
  restoring(
    "restores one by one",
    "keeps the events of a chunk before the refused one",
    ["RE-2", "RE-3", "RE-4", "LI-8"],
    async (store, tenant, events) => {
      for (const event of events) await store.restore(tenant, [event]);
      return { head: (await store.load(tenant, {})).head, events: events.length };
    },
  ),
  restoring(
    "restores all at once",
    "keeps nothing of a long restore if an event is refused",
    ["RE-4"],
    async (store, tenant, events) => {
      const { head } = await store.load(tenant, {});
      const wrong = events.some((event, index) => {
        const before = events.findLast(
          (other, at) => at < index && at >= index - 4 && other.stream === event.stream,
        );
        return before !== undefined && event.version !== before.version + 1;
      });
      return store.restore(
        tenant,
        wrong ? events.map((event) => ({ ...event, position: head.position + 99 })) : events,
      );
    },
  ),
  restoring(
    "restores duplicate ids",
    "restores an event whose id is in the log, under another id",
    ["RE-3"],
    async (store, tenant, events) => {
      try {
        return await store.restore(tenant, events);
      } catch (error) {
        if (!isLedgerError(error, "duplicate-event")) throw error;
        renamed += 1;
        return store.restore(
          tenant,
          events.map((event) => ({ ...event, id: `${event.id}#${renamed}` })),
        );
      }
    },
  ),
  restoring(
    "forgets when",
    "restored events lose their occurredAt",
    ["RE-1", "RE-4", "LI-8", "QL-7", "QL-9"],
    (store, tenant, events) =>
      store.restore(
        tenant,
        events.map((event) => ({ ...event, occurredAt: null })),
      ),
  ),
  restoring(
    "restores anything",
    "repairs what cannot be stored instead of refusing it",
    ["LI-8"],
    (store, tenant, events) =>
      store.restore(
        tenant,
        events.map((event) => ({ ...event, data: cut(event.data), metadata: cut(event.metadata) })),
      ),
  ),
  brokenStore("ignores restores", "followers do not get restored events", ["RE-9"], () => {
    const restored = new Set<string>();
    return (store) => ({
      async restore(tenant, events) {
        const some = await collected(events);
        for (const event of some) restored.add(`${tenant}/${event.id}`);
        return store.restore(tenant, some);
      },
      async *follow(tenant, request) {
        for await (const event of store.follow(tenant, request))
          if (!restored.has(`${tenant}/${event.id}`)) yield event;
      },
    });
  }),
  brokenStore(
    "repairs on check",
    "rewrites documents even if it should only compare",
    ["RE-6"],
    () => (store) => ({
      async *rebuild(tenant, options) {
        const found = await all(store.rebuild(tenant, options));
        await all(store.rebuild(tenant));
        yield* found;
      },
    }),
  ),
  brokenStore(
    "rebuilds from a stale state",
    "overwrites newer documents with older ones",
    ["RE-7"],
    ({ storage }) =>
      (store) => ({
        async *rebuild(tenant, options) {
          const found = await all(store.rebuild(tenant, options));
          const before = copyDocuments(storage, tenant);
          await pause(3);
          for (const one of before) putBack(one);
          yield* found;
        },
      }),
  ),
  brokenStore(
    "leaves leftovers",
    "a rebuild leaves documents that belong to no event",
    ["RE-7", "RE-8"],
    ({ storage }) =>
      (store) => ({
        async *rebuild(tenant, options) {
          const before = copyDocuments(storage, tenant);
          yield* store.rebuild(tenant, options);
          for (const one of before) putBack(one, true);
        },
      }),
  ),
  brokenStore(
    "rebuilds nothing",
    "a rebuild only compares",
    ["RE-5", "RE-7", "RE-8", "TE-5"],
    () => (store) => ({
      rebuild: (tenant) => store.rebuild(tenant, { check: true }),
    }),
  ),
  brokenStore(
    "reports no difference",
    "a rebuild does not report what differed",
    ["RE-6", "RE-8"],
    () => (store) => ({
      async *rebuild(tenant, options) {
        for await (const step of store.rebuild(tenant, options)) yield { ...step, differences: [] };
      },
    }),
  ),
];
