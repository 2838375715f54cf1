import type { JinjaLimits } from "./limits.ts";
import { limitReason } from "./limits.ts";

/** How many evaluated parts one level of a template, such as a call of a macro, consists of. */
const PARTS_OF_A_LEVEL = 4;

/** What one render has used of its limits. Each method throws if more would be used than is allowed. */
export interface Budget {
  /** Takes steps for work on this many characters or entries, and one for the work itself. */
  spend(size: number): void;
  /** Takes turns of a loop. */
  turn(count: number): void;
  /** Checks the length of a text before it is made, and takes the steps for making it, or for what is added to it. */
  text(length: number, added?: number): void;
  /** Checks the length of a list before it is made, and takes the steps for making it. */
  list(length: number): void;
  /** Goes one part of the template deeper; `leave` goes back. */
  enter(): void;
  leave(): void;
  /** Runs one part deeper. */
  deeper<Result>(run: () => Result): Result;
}

/** A budget for one render. */
export function budgetOf(limits: JinjaLimits): Budget {
  let steps = 0;
  let turns = 0;
  let parts = 0;
  const maximumParts = limits.depth * PARTS_OF_A_LEVEL;
  const refuseOver = (limit: keyof JinjaLimits, needed: number): void => {
    if (!(needed <= limits[limit])) throw new RangeError(limitReason(limit, limits[limit]));
  };
  const spend = (size: number): void => {
    steps += 1 + size / 64;
    if (steps > limits.steps) refuseOver("steps", steps);
  };
  const enter = (): void => {
    parts += 1;
    if (parts > maximumParts) refuseOver("depth", parts);
  };
  const leave = (): void => {
    parts -= 1;
  };
  return {
    spend,
    turn(count) {
      turns += count;
      refuseOver("turns", turns);
      spend(count);
    },
    text(length, added = length) {
      refuseOver("output", length);
      spend(added);
    },
    list(length) {
      refuseOver("range", length);
      spend(length);
    },
    enter,
    leave,
    deeper(run) {
      enter();
      try {
        return run();
      } finally {
        leave();
      }
    },
  };
}
