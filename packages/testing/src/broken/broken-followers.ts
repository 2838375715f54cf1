import type { EventStore } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import { all } from "../contract/sample.ts";
import { pause } from "../contract/waiting.ts";
import type { BrokenStore } from "./broken-store.ts";
import { brokenStore } from "./broken-store.ts";

function following(
  name: string,
  breaks: string,
  caughtBy: readonly string[],
  follow: (store: EventStore) => EventStore["follow"],
): BrokenStore {
  return brokenStore(name, breaks, caughtBy, () => (store) => ({ follow: follow(store) }));
}

/** Stores whose followers lose events, end too early or too late. */
export const brokenFollowers: readonly BrokenStore[] = [
  following(
    "loses while catching up",
    "misses events that are appended between catching up and waiting",
    ["FO-1", "FO-3", "FO-5", "FO-6", "FO-7", "FO-8", "FO-9", "RE-9"],
    (store) =>
      async function* (tenant, request) {
        if (request.signal?.aborted) return;
        yield* store.readLog(tenant, { after: request.after });
        await pause();
        const head = await store.load(tenant, {}).then(
          (loaded) => loaded.head,
          () => null,
        );
        if (head === null) return;
        yield* store.follow(tenant, { ...request, after: head });
      },
  ),
  following(
    "does not wait",
    "a follower ends when it has caught up",
    ["FO-1", "FO-2", "FO-3", "FO-5", "FO-6", "FO-7", "FO-8", "FO-9", "RE-9", "TE-3"],
    (store) =>
      async function* (tenant, request) {
        if (!request.signal?.aborted) yield* store.readLog(tenant, { after: request.after });
      },
  ),
  brokenStore(
    "shares events",
    "followers on one store share the events instead of each getting all",
    ["FO-3", "FO-4", "FO-5"],
    () => (store) => {
      const taken = new Map<string, number>();
      let running = 0;
      return {
        async *follow(tenant, request) {
          running += 1;
          for await (const event of store.follow(tenant, request)) {
            if (running > 1 && (taken.get(tenant) ?? 0) >= event.position) continue;
            taken.set(tenant, Math.max(event.position, taken.get(tenant) ?? 0));
            yield event;
          }
        },
      };
    },
  ),
  following(
    "ignores the signal",
    "a waiting follower does not notice that its signal aborts",
    ["FO-4"],
    (store) =>
      async function* (tenant, { signal, ...request }) {
        for await (const event of store.follow(tenant, request)) {
          if (signal?.aborted) return;
          yield event;
        }
      },
  ),
  following(
    "ignores the cursor",
    "a follower starts at the beginning, whatever its cursor",
    ["FO-5"],
    (store) => (tenant, request) =>
      store.follow(tenant, { ...request, after: typeof request.after === "number" ? 0 : request.after }),
  ),
  following(
    "drops waiting events",
    "gives a follower at most five of the events that were appended while it was busy",
    ["FO-1", "FO-3", "FO-6", "RD-1"],
    (store) =>
      async function* (tenant, request) {
        let last: RecordedEvent | undefined;
        for await (const event of store.follow(tenant, request)) {
          if (last !== undefined && event.position <= last.position) continue;
          yield event;
          last = event;
          const waiting = await all(store.readLog(tenant, { after: event.position }));
          if (waiting.length > 5) last = waiting.at(-6) ?? event;
        }
      },
  ),
];
