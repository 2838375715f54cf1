/** Waits between attempts, each twice as long as the one before. */
export interface Backoff {
  /** How long to wait before the next attempt, in milliseconds. */
  next(): number;
  /** Starts with the shortest wait again, after an attempt that succeeded. */
  reset(): void;
}

/** Waits from `first` to `longest` milliseconds, none of them longer than that. */
export function backoff({ first, longest }: { readonly first: number; readonly longest: number }): Backoff {
  const shortest = Math.min(first, longest);
  let wait = shortest;
  return {
    next() {
      const current = wait;
      wait = Math.min(longest, 2 * wait);
      return current;
    },
    reset() {
      wait = shortest;
    },
  };
}
