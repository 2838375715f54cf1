import type { Signal } from "./clock.ts";
import { nextTurn } from "./clock.ts";
import { throwIfAborted } from "./until-aborted.ts";

/** Divides long work into slices, between which other work of the process has its turn. */
export interface Slices {
  /** Whether the slice has lasted long enough. */
  isOver(): boolean;
  /** Begins the next slice once other work has had its turn. Throws if the work is not to go on. */
  next(): Promise<void>;
}

/** How long the slices last that follow each other without a turn for other work, in milliseconds. */
const SLICE = 8;

/** How many pieces of work of this process wait for their next slice. A runtime may let them have it right after each other. */
let waiting = 0;

function endOfSlice(): number {
  return performance.now() + SLICE / (waiting + 1);
}

// Every modern runtime has it, but the standard library of the language does not declare it.
declare const performance: { now(): number };

/** Slices of the process's own time. The first one begins now. Once the signal has aborted, the next one throws `unavailable`. */
export function newSlices(signal?: Signal): Slices {
  let end = endOfSlice();
  return {
    isOver: () => performance.now() >= end,
    async next() {
      waiting += 1;
      await nextTurn();
      waiting -= 1;
      throwIfAborted(signal);
      end = endOfSlice();
    },
  };
}
