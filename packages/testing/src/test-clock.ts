import type { Clock } from "@promptledger/core";
import { systemClock } from "@promptledger/core/adapter";

/** A clock that a test sets. It stands still until the test moves it. Sleeping takes real time, so that polling continues. */
export interface TestClock extends Clock {
  /** Sets the time, in integer milliseconds. It may be earlier than the current time. */
  set(now: number): void;
  /** Moves the time by this many milliseconds. */
  advance(milliseconds: number): void;
}

/** 2026-01-01T00:00:00Z. */
export const TEST_EPOCH = 1_767_225_600_000;

/** A clock that starts at the given time. Default: {@link TEST_EPOCH}. */
export function testClock(start: number = TEST_EPOCH): TestClock {
  let now = start;
  return {
    now: () => now,
    sleep: systemClock.sleep,
    set(to) {
      now = to;
    },
    advance(milliseconds) {
      now += milliseconds;
    },
  };
}
