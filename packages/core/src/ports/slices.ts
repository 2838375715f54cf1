/** Divides long work into slices, between which other work of the process has its turn. */
export interface Slices {
  /** Whether the slice has lasted long enough. */
  isOver(): boolean;
  /** Begins the next slice once other work has had its turn. */
  next(): Promise<void>;
}

/** How long a slice lasts, in milliseconds. */
const SLICE = 8;

// Every modern runtime has these, but the standard library of the language does not declare them.
declare const setTimeout: (callback: () => void, milliseconds: number) => unknown;
declare const performance: { now(): number };

/** Slices of the process's own time. The first one begins now. */
export function newSlices(): Slices {
  let end = performance.now() + SLICE;
  return {
    isOver: () => performance.now() >= end,
    async next() {
      await nextTurn();
      end = performance.now() + SLICE;
    },
  };
}

/** Resolves in the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
