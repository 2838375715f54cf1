import type { Clock, Signal } from "../ports/clock.ts";
import { newAbort } from "../ports/clock.ts";

/** Waits on behalf of one follower. */
export interface Waiter {
  /** Starts watching. The next `wait` does not miss a notification that arrives after this call. */
  reset(): void;
  /** Resolves when a notification has arrived since `reset`, or after this many milliseconds. Default: when it is time to poll. */
  wait(milliseconds?: number): Promise<void>;
  /** Unregisters the follower. */
  stop(): void;
}

/** What a waiter is made of. */
export interface WaiterOptions {
  readonly clock: Pick<Clock, "sleep">;
  /** Whether nothing is waited for any more. */
  ended(): boolean;
  /** How long until it is time to poll, in milliseconds. Infinity where no notification can be lost. */
  pollAfter(): number;
  /** Registers what a notification calls. The returned function unregisters it. */
  register(resume: () => void): () => void;
  /** Ends the wait. */
  readonly signal: Signal | undefined;
}

/** Registers a follower that waits. */
export function newWaiter({ clock, ended, pollAfter, register, signal }: WaiterOptions): Waiter {
  let isNotified = false;
  let wakeUp: (() => void) | null = null;
  const resume = (): void => {
    isNotified = true;
    wakeUp?.();
  };
  const unregister = register(resume);
  signal?.addEventListener("abort", resume);
  return {
    reset() {
      isNotified = false;
    },
    async wait(milliseconds = pollAfter()) {
      if (isNotified || ended() || signal?.aborted === true) return;
      if (milliseconds === Number.POSITIVE_INFINITY) {
        await new Promise<void>((resolve) => {
          wakeUp = resolve;
        });
      } else {
        const waking = newAbort();
        wakeUp = waking.abort;
        await clock.sleep(milliseconds, waking.signal);
      }
      wakeUp = null;
    },
    stop() {
      unregister();
      signal?.removeEventListener("abort", resume);
    },
  };
}
