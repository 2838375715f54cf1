import { isLedgerError } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import { all } from "../contract/sample.ts";
import type { BrokenStore } from "./broken-store.ts";
import { brokenStore } from "./broken-store.ts";
import { versionsOf } from "./versions-of.ts";

/** Stores that redact too much, too little, or forget what was redacted. */
export const brokenRedactions: readonly BrokenStore[] = [
  brokenStore(
    "redacts nothing",
    "an append leaves the texts as they were",
    ["RD-1", "RD-2", "RD-3", "RD-5"],
    () => (store) => ({
      append: ({ redactions: _redactions, ...batch }, options) => store.append(batch, options),
    }),
  ),
  brokenStore("shows old texts", "a query still finds the texts that it found first", ["RD-1"], () => {
    const seen = new Map<string, RecordedEvent>();
    return (store) => ({
      async append(batch, options) {
        for (const event of await all(store.readLog(batch.tenant, { after: 0 })))
          if (!seen.has(event.id)) seen.set(event.id, event);
        return store.append(batch, options);
      },
      async *queryLog(tenant, query) {
        for await (const event of store.queryLog(tenant, query)) yield seen.get(event.id) ?? event;
      },
    });
  }),
  brokenStore(
    "redacts on a conflict",
    "an append that meets a conflict still redacts",
    ["RD-2"],
    () => (store) => ({
      async append(batch, options) {
        const result = await store.append(batch, options);
        if (result.status !== "conflict" || batch.redactions === undefined) return result;
        const versions = await versionsOf(store, batch);
        const streams = batch.streams.map(({ stream }, index) => ({
          stream,
          expected: versions[index] ?? 0,
          events: [],
        }));
        await store.append({ ...batch, streams, command: { ...batch.command, id: `${batch.command.id}#` } });
        return result;
      },
    }),
  ),
  brokenStore(
    "redacts what it finds",
    "an append skips the events that the log does not hold",
    ["RD-3"],
    () => (store) => ({
      async append(batch, options) {
        try {
          return await store.append(batch, options);
        } catch (error) {
          if (!isLedgerError(error, "history-diverged")) throw error;
          return store.append({ ...batch, redactions: [] }, options);
        }
      },
    }),
  ),
  brokenStore(
    "restores without hashes",
    "restored events do not say that they were redacted",
    ["RD-4"],
    () => (store) => ({
      async restore(tenant, events) {
        const some = Symbol.asyncIterator in events ? await all(events) : [...events];
        return store.restore(
          tenant,
          some.map(({ redacted: _redacted, ...event }) => event),
        );
      },
    }),
  ),
  brokenStore(
    "redacts anyhow",
    "an append ignores redactions that break a rule",
    ["RD-5"],
    () => (store) => ({
      async append(batch, options) {
        try {
          return await store.append(batch, options);
        } catch (error) {
          const isOfRedactions = error instanceof Error && /redact/u.test(error.message);
          if (!isOfRedactions || isLedgerError(error, "history-diverged")) throw error;
          return store.append({ ...batch, redactions: [] }, options);
        }
      },
    }),
  ),
];
