import type { EventStore } from "@promptledger/core";
import type { AppendBatch } from "@promptledger/core/adapter";
import { checkTenant } from "@promptledger/core/adapter";
import type { BrokenStore } from "./broken-store.ts";
import { brokenStore } from "./broken-store.ts";
import { dropDocuments } from "./stored-documents.ts";
import { translate } from "./translate.ts";

/** Stores that do not keep tenants apart. */
export const brokenTenants: readonly BrokenStore[] = [
  brokenStore(
    "mixes tenants",
    "finds documents of another tenant if one has none",
    ["TE-1"],
    ({ storage }) =>
      (store) => ({
        async load(tenant, request) {
          const loaded = await store.load(tenant, request);
          const { documents: keys } = request;
          if (keys === undefined || loaded.documents.every((document) => document !== null)) return loaded;
          const documents = [...loaded.documents];
          for (const other of storage.tenants.keys()) {
            const found = (await store.load(other, { documents: keys })).documents;
            for (const [index, document] of found.entries()) documents[index] ??= document;
          }
          return { ...loaded, documents };
        },
      }),
  ),
  brokenStore(
    "folds tenants",
    "treats tenants whose names differ in case as one",
    ["TE-4", "TE-7"],
    () => (store) => folding(store),
  ),
  brokenStore(
    "follows all",
    "gives followers of a tenant the events of others at the same positions",
    ["TE-3"],
    ({ storage }) =>
      (store) => ({
        async *follow(tenant, request) {
          for await (const event of store.follow(tenant, request)) {
            const [first] = storage.tenants.values();
            yield first?.log[event.position - 1] ?? event;
          }
        },
      }),
  ),
  brokenStore(
    "one clock for all",
    "never lets the time of one tenant be before that of another",
    ["TE-2", "TI-4"],
    () => {
      let latest = 0;
      const times = new Map<string, number>();
      return (store) => ({
        ...translate(store, {
          event: (event) => ({
            ...event,
            recordedAt: times.get(`${event.tenant}/${event.position}`) ?? event.recordedAt,
          }),
        }),
        async append(batch: AppendBatch) {
          const result = await store.append(batch);
          if (result.status === "conflict" || result.repeated) return result;
          latest = Math.max(latest, result.recordedAt);
          if (result.recordedAt === latest) return result;
          times.set(`${batch.tenant}/${result.position}`, latest);
          return { ...result, recordedAt: latest };
        },
      });
    },
  ),
  brokenStore(
    "rebuilds all",
    "a rebuild of one tenant drops the documents of others",
    ["TE-5"],
    ({ storage }) =>
      (store) => ({
        async *rebuild(tenant, options) {
          for (const [other, { streams }] of storage.tenants)
            if (other !== tenant) for (const stream of streams.values()) dropDocuments(stream);
          yield* store.rebuild(tenant, options);
        },
      }),
  ),
];

function folding(store: EventStore): Partial<EventStore> {
  const fold = (tenant: string): string => {
    checkTenant(tenant);
    return tenant.toLowerCase();
  };
  return {
    append: async (batch) => store.append({ ...batch, tenant: fold(batch.tenant) }),
    load: async (tenant, request) => store.load(fold(tenant), request),
    readLog: (tenant, range) => store.readLog(fold(tenant), range),
  };
}
