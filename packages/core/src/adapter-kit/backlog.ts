import { LedgerError } from "../errors.ts";

/**
 * Limits how many requests, and how many bytes, wait in a process. A request over the limit is refused with `overloaded`. All batchers of a store
 * must share one: with one for each batcher, a process holds a multiple of the limit.
 */
export interface Backlog {
  /** Throws `overloaded` if the backlog is full. */
  enter(bytes: number): void;
  /** Makes room for another request: call it once for each `enter`. */
  leave(bytes: number): void;
  /** Stays in the backlog while work lasts, such as the first check of the server. */
  during(bytes: number, work: () => Promise<void>): Promise<void>;
}

/** Creates a backlog with these limits. A single request may be larger. */
export function boundedBacklog(maximum: { readonly requests: number; readonly bytes: number }): Backlog {
  let waiting = 0;
  let held = 0;
  const backlog: Backlog = {
    enter(bytes) {
      if (waiting >= maximum.requests || (waiting > 0 && held + bytes > maximum.bytes)) {
        const message = `${waiting} calls of ${held} bytes wait already, and at most ${maximum.requests} and ${maximum.bytes} may; try again later`;
        throw new LedgerError("overloaded", message);
      }
      waiting += 1;
      held += bytes;
    },
    leave(bytes) {
      waiting -= 1;
      held -= bytes;
    },
    async during(bytes, work) {
      backlog.enter(bytes);
      await work().finally(() => backlog.leave(bytes));
    },
  };
  return backlog;
}
