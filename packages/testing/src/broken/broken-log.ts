import type { RecordedEvent } from "@promptledger/core/adapter";
import { all } from "../contract/sample.ts";
import type { BrokenStore } from "./broken-store.ts";
import { brokenStore } from "./broken-store.ts";
import { translate } from "./translate.ts";

/** A cursor without its event id, as a store reads it that does not check the id. */
function bare(after: { readonly position: number } | number): number {
  return typeof after === "number" ? after : after.position;
}

/** Stores whose log has gaps, another order, or other ends. */
export const brokenLogs: readonly BrokenStore[] = [
  brokenStore(
    "hides late appends",
    "a read skips an event whose append overlapped with another",
    ["AP-7", "RA-2", "RA-3", "RA-4", "FO-1", "LC-4"],
    () => {
      const late = new Set<string>();
      let underWay = 0;
      return (store) => ({
        async append(batch) {
          underWay += 1;
          const overlapped = underWay > 1;
          const result = await store.append(batch).finally(() => {
            underWay -= 1;
          });
          if (overlapped && result.status === "appended" && !result.repeated) {
            late.add(`${batch.tenant}/${result.position}`);
          }
          return result;
        },
        async *readLog(tenant, range) {
          const { head } = await store.load(tenant, {});
          for await (const event of store.readLog(tenant, range)) {
            // Skipped once, if another event follows; later reads find it.
            const hidden = event.position < head.position && late.delete(`${tenant}/${event.position}`);
            if (!hidden) yield event;
          }
        },
      });
    },
  ),
  brokenStore(
    "shows n+1 before n",
    "the last two events of different streams are in the wrong order",
    [
      "AP-1",
      "AP-3",
      "AP-7",
      "RA-1",
      "RA-3",
      "RA-5",
      "RT-6",
      "FO-1",
      "FO-8",
      "RE-1",
      "RE-4",
      "RE-9",
      "RE-5",
      "TE-1",
      "QL-7",
      "RD-1",
    ],
    () => (store) => ({
      async *readLog(tenant, range) {
        const events = await all(store.readLog(tenant, range));
        const index = events.findLastIndex((event, at) => at > 0 && event.stream !== events[at - 1]?.stream);
        const [before, after] = [events[index - 1], events[index]];
        const swapped = before !== undefined && after !== undefined;
        yield* swapped ? events.with(index - 1, after).with(index, before) : events;
      },
    }),
  ),
  brokenStore(
    "trusts cursors",
    "does not check whether a cursor's event still exists",
    ["RA-6", "FO-5"],
    () => (store) => ({
      readLog: (tenant, range) => store.readLog(tenant, { ...range, after: bare(range.after) }),
      follow: (tenant, request) => store.follow(tenant, { ...request, after: bare(request.after) }),
    }),
  ),
  brokenStore(
    "reads on",
    "a read continues with events that are appended during it",
    ["RA-7"],
    () => (store) => ({
      async *readLog(tenant, { after, ...range }) {
        let last = after;
        for (let found = true; found; ) {
          found = false;
          for await (const event of store.readLog(tenant, { ...range, after: last })) {
            yield event;
            last = event.position;
            found = range.limit === undefined;
          }
        }
      },
    }),
  ),
  brokenStore("ignores limits", "a read continues beyond its limit", ["RA-5"], () => (store) => ({
    readLog: (tenant, { limit: _limit, ...range }) => store.readLog(tenant, range),
  })),
  brokenStore(
    "lags behind",
    "a store sees what others wrote only at its second read",
    ["RA-1", "RA-2", "RA-3", "RA-8", "RE-2", "TE-1", "RD-1"],
    () => (store) => {
      const seen = new Map<string, readonly RecordedEvent[]>();
      return {
        async *readLog(tenant, range) {
          const now = await all(store.readLog(tenant, { after: 0 }));
          const shown = seen.get(tenant);
          seen.set(tenant, now);
          const last = shown?.length ?? now.length;
          for await (const event of store.readLog(tenant, range)) if (event.position <= last) yield event;
        },
      };
    },
  ),
  brokenStore(
    "cuts one short",
    "load omits the last event of a requested range of a stream",
    ["RA-9"],
    () => (store) => ({
      async load(tenant, request) {
        const streams = request.streams?.map((one) =>
          one.until === undefined ? one : { ...one, until: one.until - 1 },
        );
        return store.load(tenant, streams === undefined ? request : { ...request, streams });
      },
    }),
  ),
  brokenStore(
    "sorts keys",
    "returns data with its keys in another order",
    ["RT-1", "RT-2"],
    () => (store) => translate(store, { event: (event) => ({ ...event, data: sortedKeys(event.data) }) }),
  ),
  brokenStore(
    "mutable objects",
    "returns the objects that it keeps, not copies",
    ["RT-5", "RD-1", "RD-2"],
    () => {
      const kept = new Map<string, RecordedEvent>();
      return (store) => ({
        async *readLog(tenant, range) {
          for await (const event of store.readLog(tenant, range)) {
            const key = `${tenant}/${event.position}`;
            const object = kept.get(key) ?? { ...event };
            kept.set(key, object);
            yield object;
          }
        },
      });
    },
  ),
  brokenStore(
    "no time 0",
    "treats an occurredAt of 0 as absent",
    ["RT-4"],
    () => (store) =>
      translate(store, { event: (event) => ({ ...event, occurredAt: event.occurredAt || null }) }),
  ),
  brokenStore(
    "composes names",
    "normalizes the names of event types",
    ["RT-6"],
    () => (store) =>
      translate(store, { event: (event) => ({ ...event, type: event.type.normalize("NFC") }) }),
  ),
  brokenStore(
    "cuts texts",
    "keeps only the first 100,000 characters of a text",
    ["RT-3"],
    () => (store) =>
      translate(store, { event: (event) => ({ ...event, data: event.data.slice(0, 100_000) }) }),
  ),
  brokenStore(
    "one more field",
    "gives followers one field more than readers",
    ["RT-7", "FO-3", "FO-6", "RE-9", "TE-3", "RD-1"],
    () => (store) => ({
      async *follow(tenant, request) {
        for await (const event of store.follow(tenant, request)) yield { ...event, offset: event.position };
      },
    }),
  ),
];

function sortedKeys(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return text;
    const keys = Object.keys(value).toSorted();
    if (keys.join() === Object.keys(value).join()) return text;
    return JSON.stringify(Object.fromEntries(keys.map((key) => [key, Reflect.get(value, key)])));
  } catch {
    return text;
  }
}
