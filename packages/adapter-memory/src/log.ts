import type { Cursor, FollowSource, LogRange, RecordedEvent } from "@promptledger/core/adapter";
import { historyDiverged, newWaiter, placeOf, START } from "@promptledger/core/adapter";
import type { MemoryStorage, TenantStorage } from "./storage.ts";
import { emptyTenant } from "./storage.ts";

/** A follower reads at most so many events at a time. */
const PAGE = 1000;

/** The tenant as it is now; one that was never written to is empty. */
export function readTenant(storage: MemoryStorage, tenant: string): TenantStorage {
  return storage.tenants.get(tenant) ?? emptyTenant();
}

/** The last event of a tenant's log. */
export function headOf(tenant: TenantStorage): Cursor {
  const last = tenant.log.at(-1);
  return last === undefined ? START : { position: last.position, eventId: last.id };
}

/** Reads a range of the log, up to the head at the time when the first event is requested. */
export async function* readLog(
  storage: MemoryStorage,
  name: string,
  range: LogRange,
): AsyncGenerator<RecordedEvent> {
  const { log } = readTenant(storage, name);
  const after = startAfter(log, range.after);
  const until = Math.min(log.length, range.until ?? log.length, after + (range.limit ?? log.length));
  for (let position = after + 1; position <= until; position++)
    yield Object.freeze(log[position - 1] as RecordedEvent);
}

/** What a follower of a tenant reads from. */
export function followSource(
  storage: MemoryStorage,
  name: string,
  { closed, clock, ready }: Pick<FollowSource, "clock" | "closed" | "ready">,
): FollowSource {
  return {
    closed,
    clock,
    ready,
    async page(after) {
      const { log } = readTenant(storage, name);
      const start = startAfter(log, after);
      return log.slice(start, start + PAGE).map((event) => Object.freeze(event));
    },
    waiter: (signal) =>
      newWaiter({
        clock,
        signal,
        ended: () => closed.aborted,
        // Within the process no notification is lost.
        pollAfter: () => Number.POSITIVE_INFINITY,
        register(resume) {
          const waiters = storage.waiting.get(name) ?? new Set();
          storage.waiting.set(name, waiters.add(resume));
          closed.addEventListener("abort", resume);
          return () => {
            waiters.delete(resume);
            if (waiters.size === 0) storage.waiting.delete(name);
            closed.removeEventListener("abort", resume);
          };
        },
      }),
  };
}

function startAfter(log: readonly RecordedEvent[], after: Cursor | number): number {
  const place = placeOf(after);
  const { position, eventId } = place;
  if (eventId !== null && log[position - 1]?.id !== eventId) throw historyDiverged(place);
  return position;
}
