import { isLedgerError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import { backoff } from "./backoff.ts";

/** What a follower does while the storage is unavailable. */
export interface Outage {
  /** How long to wait before the next attempt, in milliseconds. Throws the error if another attempt would not help, or after half a minute. */
  waitAfter(error: unknown): number;
  /** The storage can be read again. */
  end(): void;
}

/** How long a follower waits between attempts, and when it throws, in milliseconds. */
const RETRY = { first: 250, longest: 2000, giveUpAfter: 30_000 };

/** Attempts come less and less often, and end after half a minute. */
export function newOutage(clock: Pick<Clock, "now">): Outage {
  const retry = backoff(RETRY);
  let since: number | null = null;
  return {
    waitAfter(error) {
      since ??= clock.now();
      const givesUp = clock.now() - since > RETRY.giveUpAfter;
      if (givesUp || !isLedgerError(error) || !error.retryable) throw error;
      return retry.next();
    },
    end() {
      since = null;
      retry.reset();
    },
  };
}
