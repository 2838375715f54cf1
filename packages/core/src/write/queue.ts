import type { Signal } from "../ports/clock.ts";
import { untilAborted } from "../ports/until-aborted.ts";

/** Runs tasks with a common key one after the other, and all others concurrently. */
export interface KeyedQueue {
  /**
   * Runs a task when all earlier tasks with a common key are done. If the signal aborts while it waits, it never begins, and `run` throws
   * `unavailable`.
   */
  run<T>(keys: readonly string[], task: () => Promise<T>, signal?: Signal): Promise<T>;
  /** Resolves when no task is running. */
  idle(): Promise<void>;
  /** Whether no task is running. */
  isIdle(): boolean;
}

/** Creates a queue. Commands on one prompt queue within the process, so that they do not contend for its stream. */
export function keyedQueue(): KeyedQueue {
  const tails = new Map<string, Promise<unknown>>();
  const running = new Set<Promise<unknown>>();
  return {
    run(keys, task, signal) {
      const before = Promise.all(keys.map((key) => tails.get(key)));
      const result = untilAborted(signal, "reads", () => before).then(task);
      // Tasks that come after one that left must still wait for those before it.
      const settled = Promise.all([before, result.catch(() => undefined)]);
      running.add(settled);
      for (const key of keys) tails.set(key, settled);
      // The last task of a key removes the key.
      void settled.then(() => {
        running.delete(settled);
        for (const key of keys) if (tails.get(key) === settled) tails.delete(key);
      });
      return result;
    },
    isIdle: () => running.size === 0,
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
