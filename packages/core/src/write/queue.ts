/** Runs tasks that share a key one after the other, and others side by side. */
export interface KeyedQueue {
  /** Runs a task when all earlier ones that share one of its keys are done. */
  run<T>(keys: readonly string[], task: () => Promise<T>): Promise<T>;
  /** Settles when nothing is under way. */
  idle(): Promise<void>;
}

/** Commands on one prompt queue within the process, so that they do not contend for its stream. */
export function keyedQueue(): KeyedQueue {
  const tails = new Map<string, Promise<unknown>>();
  const running = new Set<Promise<unknown>>();
  return {
    run(keys, task) {
      const before = Promise.all(keys.map((key) => tails.get(key)));
      const result = before.then(task);
      const settled = result.catch(() => undefined);
      running.add(settled);
      for (const key of keys) tails.set(key, settled);
      // The last one of a key takes the key away with it.
      void settled.then(() => {
        running.delete(settled);
        for (const key of keys) if (tails.get(key) === settled) tails.delete(key);
      });
      return result;
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
