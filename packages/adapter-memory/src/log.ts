import type { Cursor, FollowRequest, LogRange, RecordedEvent, Signal } from "@promptledger/core/adapter";
import { LedgerError, START } from "@promptledger/core/adapter";
import type { MemoryStorage, TenantStorage } from "./storage.ts";
import { emptyTenant } from "./storage.ts";

/** The tenant as it is now; one that was never written to is empty. */
export function readTenant(storage: MemoryStorage, tenant: string): TenantStorage {
  return storage.tenants.get(tenant) ?? emptyTenant();
}

/** The last event of a tenant's log. */
export function headOf(tenant: TenantStorage): Cursor {
  const last = tenant.log.at(-1);
  return last === undefined ? START : { position: last.position, eventId: last.id };
}

/** Reads a stretch of the log, up to the head of the moment at which the first event is asked for. */
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

/** Reads the log and then waits for new events, until the signal aborts or `closed` says that the store is closed. */
export async function* follow(
  storage: MemoryStorage,
  name: string,
  request: FollowRequest,
  closed: Signal,
): AsyncGenerator<RecordedEvent> {
  const ended = (): boolean => closed.aborted || request.signal?.aborted === true;
  let position = startAfter(readTenant(storage, name).log, request.after);
  while (!ended()) {
    const event = readTenant(storage, name).log[position];
    if (event === undefined) {
      await nextEvent(storage, name, [closed, request.signal]);
    } else {
      position += 1;
      yield Object.freeze(event);
    }
  }
}

function startAfter(log: readonly RecordedEvent[], after: Cursor | number): number {
  if (typeof after === "number") return after;
  const { position, eventId } = after;
  if (position > 0 && log[position - 1]?.id !== eventId) {
    throw new LedgerError(
      "history-diverged",
      `the log no longer holds the event ${eventId} at position ${position}; it was restored or failed over: start anew`,
    );
  }
  return position;
}

function nextEvent(
  storage: MemoryStorage,
  name: string,
  signals: readonly (Signal | undefined)[],
): Promise<void> {
  return new Promise((resolve) => {
    const waiting = storage.waiting.get(name) ?? new Set();
    storage.waiting.set(name, waiting);
    const resume = (): void => {
      waiting.delete(resume);
      for (const signal of signals) signal?.removeEventListener("abort", resume);
      resolve();
    };
    waiting.add(resume);
    for (const signal of signals) signal?.addEventListener("abort", resume, { once: true });
  });
}
