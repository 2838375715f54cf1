import { LedgerError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import { newAbort } from "../ports/clock.ts";

/** Something took longer than it may. */
export class TimedOut extends Error {
  /** Names the limit in its message. */
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
    this.name = "TimedOut";
  }
}

/** How long a server may take for an answer, or a pool for a connection. */
export interface TimeLimit {
  /** Measures the time, so that a test can control it. */
  readonly clock: Pick<Clock, "sleep">;
  /** How long to wait before giving up. */
  readonly milliseconds: number;
}

/** The limit of a store that is given none, in milliseconds. */
export const DEFAULT_TIMEOUT = 30_000;

/** Settles as `work` does, or rejects with {@link TimedOut} at the limit. */
export async function withinTime<T>({ clock, milliseconds }: TimeLimit, work: Promise<T>): Promise<T> {
  const timer = newAbort();
  const late = clock.sleep(milliseconds, timer.signal).then(() => {
    // Where the work has ended, nobody looks at this, and an error takes longer than all else here.
    if (!timer.signal.aborted) throw new TimedOut(milliseconds);
  });
  try {
    return (await Promise.race([work, late])) as T;
  } finally {
    timer.abort();
  }
}

/** Waits for what is in flight when a store closes. Throws `unavailable` at the limit. */
export async function closedInTime(limit: TimeLimit, work: Promise<unknown>): Promise<void> {
  try {
    await withinTime(limit, work);
  } catch (cause) {
    if (!(cause instanceof TimedOut)) throw cause;
    const message = `the store was closed, but its calls did not end within ${limit.milliseconds} ms`;
    throw new LedgerError("unavailable", message, { cause });
  }
}
