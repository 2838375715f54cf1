/**
 * The source of time for the ledger.
 *
 * Times are UTC, in integer milliseconds since 1970-01-01.
 */
export interface Clock {
  /** The current time, in integer milliseconds. It may go back; the store keeps the history from going back. */
  now(): number;
  /**
   * Resolves after this many milliseconds, or at once when the signal aborts. With `background`, the process may end meanwhile, where the runtime
   * has such timers.
   */
  sleep(milliseconds: number, signal?: Signal, options?: { readonly background?: boolean }): Promise<void>;
}

/** The part of an `AbortSignal` that core needs, so that it runs without DOM and Node. */
export interface Signal {
  /** Whether it was aborted. Once true, it stays true. */
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

// Every modern runtime has these, but the standard library of the language does not declare them.
declare const setTimeout: (callback: () => void, milliseconds: number) => unknown;
declare const clearTimeout: (timer: unknown) => void;
declare const setImmediate: ((callback: () => void) => unknown) | undefined;
declare const performance: { readonly timeOrigin: number; now(): number };

/**
 * The clock of the process: the machine's time at the start of the process, and the time that has passed since. It never goes back, and it
 * does not move when somebody sets the clock of the machine.
 */
export const systemClock: Clock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  sleep: (milliseconds, signal, { background = false } = {}) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      if (background) (timer as { unref?(): unknown }).unref?.();
      signal?.addEventListener("abort", wake, { once: true });
    }),
};

/** A signal, and the function that aborts it. */
export interface Abort {
  readonly signal: Signal;
  abort(): void;
}

/**
 * Creates a signal that this code can abort. It is no `AbortSignal`: some runtimes bind one to the request in which it was created, and stores
 * and subscriptions outlive requests. Each listener is called once.
 */
export function newAbort(): Abort {
  const listeners = new Set<() => void>();
  let aborted = false;
  return {
    signal: {
      get aborted() {
        return aborted;
      },
      addEventListener(_type, listener) {
        if (!aborted) listeners.add(listener);
      },
      removeEventListener(_type, listener) {
        listeners.delete(listener);
      },
    },
    abort() {
      aborted = true;
      for (const listener of listeners) {
        listeners.delete(listener);
        listener();
      }
    },
  };
}

// Node's timers wait for a millisecond at least, which between slices of a few milliseconds is a tenth of the time.
const soon: (callback: () => void) => unknown =
  typeof setImmediate === "function" ? setImmediate : (callback) => setTimeout(callback, 0);

/** Resolves in a later turn of the event loop, after everything that only waits for promises. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    soon(resolve);
  });
}
