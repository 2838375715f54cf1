import type { Cursor, EventStore } from "@promptledger/core";
import { isLedgerError, LedgerError } from "@promptledger/core";
import type { FollowRequest, RecordedEvent } from "@promptledger/core/adapter";
import type { BrokenStore } from "./broken-store.ts";
import { brokenStore } from "./broken-store.ts";

/** A store whose followers, once they have returned an event, do something else than to end when the log has diverged. */
function diverging(
  name: string,
  breaks: string,
  caughtBy: readonly string[],
  /** Where to continue, given the last event and the head; null to end as is right. */
  place: (last: RecordedEvent, head: Cursor) => number | null,
): BrokenStore {
  return brokenStore(name, breaks, caughtBy, () => (store) => ({
    async *follow(tenant, request) {
      let { after } = request;
      let last: RecordedEvent | null = null;
      for (;;) {
        try {
          for await (const event of store.follow(tenant, { ...request, after })) {
            last = event;
            yield event;
          }
          return;
        } catch (error) {
          if (last === null || !isLedgerError(error, "history-diverged")) throw error;
          const { head } = await store.load(tenant, {});
          const next = place(last, head);
          if (next === null) throw error;
          after = next;
        }
      }
    },
  }));
}

/** A store whose followers do something wrong when their connection is lost. */
function disconnected(
  name: string,
  breaks: string,
  /** Where to continue, given the last event. */
  place: (store: EventStore, last: RecordedEvent | null, tenant: string) => Promise<FollowRequest["after"]>,
): BrokenStore {
  return brokenStore(name, breaks, ["FO-9"], ({ disconnections }) => (store) => ({
    async *follow(tenant, request) {
      let { after } = request;
      let last: RecordedEvent | null = null;
      for (;;) {
        const ending = new AbortController();
        let isLost = false;
        const lose = (): void => {
          isLost = true;
          ending.abort();
        };
        disconnections.add(lose);
        const end = (): void => ending.abort();
        request.signal?.addEventListener("abort", end);
        if (request.signal?.aborted) end();
        try {
          for await (const event of store.follow(tenant, { after, signal: ending.signal })) {
            last = event;
            yield event;
          }
        } finally {
          disconnections.delete(lose);
          request.signal?.removeEventListener("abort", end);
        }
        if (!isLost) return;
        after = await place(store, last, tenant);
      }
    },
  }));
}

/** Stores whose followers start well, and go wrong when the log is replaced or the connection is lost. */
export const brokenRunningFollowers: readonly BrokenStore[] = [
  diverging(
    "continues by position",
    "a running follower continues after its position, whatever the log holds there",
    ["FO-7", "FO-8"],
    (last) => last.position,
  ),
  diverging(
    "starts again where the log diverged",
    "a running follower whose log has diverged silently starts at the beginning",
    ["FO-7", "FO-8"],
    () => 0,
  ),
  diverging(
    "compares lengths",
    "a running follower notices that the log is shorter, but not that another event has its position",
    ["FO-8"],
    (last, head) => (head.position < last.position ? null : last.position),
  ),
  diverging(
    "waits for the log to grow",
    "a running follower compares events, but waits while the log is shorter",
    ["FO-7"],
    (last, head) => (head.position < last.position ? last.position : null),
  ),
  disconnected("ends with its connection", "a follower ends when its connection is lost", async () => {
    throw new LedgerError("unavailable", "the connection was lost");
  }),
  disconnected(
    "repeats after a lost connection",
    "a follower returns its last event again after its connection was lost",
    async (_, last) => Math.max(0, (last?.position ?? 0) - 1),
  ),
  disconnected(
    "skips after a lost connection",
    "a follower continues at the head after its connection was lost",
    async (store, _, tenant) => (await store.load(tenant, {})).head,
  ),
];
