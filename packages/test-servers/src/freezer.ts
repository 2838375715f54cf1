import type { Clock } from "@promptledger/core/adapter";
import { systemClock } from "@promptledger/core/adapter";
import { freezeTree } from "./process-tree.ts";

/** Freezes a server, and lets the time of those who wait for it pass quickly. */
export interface Freezer {
  /** Stops the server and its children, as on a frozen machine: they answer nothing, and keep their connections. */
  freeze(): void;
  /** Lets the server go on. Does nothing if it is not frozen. */
  thaw(): void;
  /** The machine's clock. While the server is frozen, long sleeps end early, and the time that they skip has passed. */
  readonly clock: Clock;
}

/** The longest sleep while a server is frozen, in milliseconds. */
const LONGEST = 100;

/** Creates what freezes a server. */
export function freezer(server: { pid(): number | undefined }): Freezer {
  let resume: (() => void) | null = null;
  let skipped = 0;
  return {
    freeze() {
      const pid = server.pid();
      if (pid === undefined) throw new Error("the server does not run");
      resume = freezeTree(pid);
    },
    thaw() {
      resume?.();
      resume = null;
    },
    clock: {
      now: () => systemClock.now() + skipped,
      async sleep(milliseconds, signal) {
        if (resume === null || milliseconds <= LONGEST) return systemClock.sleep(milliseconds, signal);
        await systemClock.sleep(LONGEST, signal);
        if (signal?.aborted !== true) skipped += milliseconds - LONGEST;
      },
    },
  };
}
