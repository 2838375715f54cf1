import { LedgerError } from "../errors.ts";
import type { StreamAppend } from "../store/append.ts";

/** When the latest event of an append occurred, or null if none of its events says so. */
export function latestOccurredAt(streams: readonly Pick<StreamAppend, "events">[]): number | null {
  let latest: number | null = null;
  for (const { events } of streams)
    for (const { occurredAt } of events)
      if (occurredAt !== null && (latest === null || occurredAt > latest)) latest = occurredAt;
  return latest;
}

/** The error of an append with an event that occurred later than the time at which the store would record it. */
export function timeInFuture(streams: readonly StreamAppend[], recordedAt: number): LedgerError {
  const message = `occurredAt lies ${(latestOccurredAt(streams) ?? 0) - recordedAt} ms in the future`;
  return new LedgerError("time-in-future", message, { issues: [{ field: "occurredAt", message }] });
}
