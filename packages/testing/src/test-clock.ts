import type { Clock } from "@promptledger/core";
import { systemClock } from "@promptledger/core/adapter";

/** A clock that a test sets. It stands still until it is told to move; sleeping takes real time, so that polling goes on. */
export interface TestClock extends Clock {
  /** Moves to this moment, in integer milliseconds; it may lie before the present one. */
  set(now: number): void;
  /** Moves by so many milliseconds. */
  advance(milliseconds: number): void;
}

/** 2026-01-01T00:00:00Z. */
export const TEST_EPOCH = 1_767_225_600_000;

/** A clock that stands at the given moment; default: {@link TEST_EPOCH}. */
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
