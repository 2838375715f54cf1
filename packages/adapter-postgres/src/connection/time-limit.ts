import type { Clock } from "@promptledger/core/adapter";

/** Something took longer than it may. */
export class TimedOut extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
    this.name = "TimedOut";
  }
}

/** How long the database may take for a statement, or the pool for a connection. */
export interface TimeLimit {
  readonly clock: Clock;
  readonly milliseconds: number;
}

/** Settles as `work` does, or rejects with {@link TimedOut} at the limit. */
export async function withinTime<T>({ clock, milliseconds }: TimeLimit, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = clock.sleep(milliseconds, timer.signal).then((): never => {
    throw new TimedOut(milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}
