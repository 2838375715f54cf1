import type { AppendResult, Batcher } from "@promptledger/core/adapter";
import { batcher, boundedBacklog } from "@promptledger/core/adapter";
import { appendTogether, keysOf, LOCKED, lockedFor, readsOf, weightOf } from "./append.ts";
import type { Append, AppendTarget } from "./append-target.ts";
import { crowd } from "./crowd.ts";

/** How appends of this process reach the database. */
export interface AppendLanes {
  run(append: Append): Promise<AppendResult>;
  /** Settles when nothing waits and nothing is in flight. */
  idle(): Promise<void>;
}

/** What the batchers are made of. */
export interface AppendLanesOptions extends Omit<AppendTarget, "patience" | "announce"> {
  /** How long an append waits for its tenant's lock before it is refused as `busy`, in milliseconds. */
  readonly lockTimeout: number;
  /** How many connections appends may wait on beside the batcher's own. */
  readonly waitingConnections: number;
  /** Whether a call holds the appends of one tenant only. */
  readonly oneTenant: boolean;
  readonly maximum: { readonly requests: number; readonly bytes: number };
}

/** How long the batcher of all tenants waits for one of them, in milliseconds: long enough for other processes' calls, which take a few. */
const PATIENCE = 100;

/**
 * While the database works on one call, the next one is made ready: with two in flight neither waits for the other. Where other processes
 * write the same tenants, their calls are what the database has to do meanwhile: then fewer and larger ones cost all of them less.
 */
const CALLS = { alone: 2, crowded: 1 };

/**
 * One batcher for all tenants. A tenant whose lock is held for long, by a transaction of the host's, leaves it for a batcher of its own, so that
 * the others do not wait along; few such batchers hold a connection at once.
 */
export function appendBatchers(options: AppendLanesOptions): AppendLanes {
  const { lockTimeout, maximum, oneTenant } = options;
  const places = semaphore(options.waitingConnections);
  const side = new Map<string, Batcher<Append, AppendResult | typeof LOCKED>>();
  const newLane = (
    patience: number,
    around: <T>(send: () => Promise<T>) => Promise<T>,
  ): Batcher<Append, AppendResult | typeof LOCKED> => {
    const target = { ...options, patience, announce: false };
    const others = crowd();
    return batcher({
      tenantOf: ({ tenant }) => tenant,
      weightOf,
      keysOf,
      readsOf,
      calls: () => (others.isCrowded ? CALLS.crowded : CALLS.alone),
      oneTenant,
      backlog: boundedBacklog(maximum),
      turn: afterThis,
      async send(appends) {
        const answers = await around(() => appendTogether(target, appends));
        others.note(appends, answers);
        return answers;
      },
    });
  };
  const main = newLane(Math.min(PATIENCE, lockTimeout), (send) => send());

  async function wait(append: Append): Promise<AppendResult> {
    const own = side.get(append.tenant) ?? newLane(lockTimeout, places);
    side.set(append.tenant, own);
    try {
      const answer = await own.run(append);
      if (answer !== LOCKED) return answer;
    } finally {
      // The last one out takes the batcher away.
      void own.idle().then(() => {
        if (side.get(append.tenant) === own) side.delete(append.tenant);
      });
    }
    throw lockedFor(append.tenant, lockTimeout);
  }

  return {
    async run(append) {
      if (side.has(append.tenant)) return wait(append);
      const answer = await main.run(append);
      return answer === LOCKED ? wait(append) : answer;
    },
    async idle() {
      await main.idle();
      await Promise.all([...side.values()].map((one) => one.idle()));
    },
  };
}

/**
 * Settles when all that is ready in this turn of the event loop has gone on, as far as it waits for promises alone. The next turn is not
 * waited for: with a single caller it would be one more for each append.
 */
function afterThis(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}

/** Lets so many go at once; the others wait for their turn. */
function semaphore(places: number): <T>(task: () => Promise<T>) => Promise<T> {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
