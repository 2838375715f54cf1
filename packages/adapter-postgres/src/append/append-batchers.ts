import type { AppendResult, Backlog, Batcher, Signal } from "@promptledger/core/adapter";
import { appendWeight, batcher } from "@promptledger/core/adapter";
import { appendTogether, keysOf, LOCKED, lockedFor, readsOf } from "./append.ts";
import type { Append, AppendTarget } from "./append-target.ts";
import { writerContention } from "./writer-contention.ts";

/** How appends of this process reach the database. */
export interface AppendBatchers {
  run(append: Append, signal?: Signal): Promise<AppendResult>;
  /** Settles when nothing waits and nothing is in flight. */
  idle(): Promise<void>;
}

/** What the batchers are made of. */
export interface AppendBatchersOptions extends Omit<AppendTarget, "patience" | "begun"> {
  /** How long an append waits for its tenant's lock before it is refused as `busy`, in milliseconds. */
  readonly lockTimeout: number;
  /** How many connections appends may wait on beside the batcher's own. */
  readonly waitingConnections: number;
  /** Whether a call holds the appends of one tenant only. */
  readonly oneTenant: boolean;
  /** What may wait in this process, here and elsewhere. */
  readonly backlog: Backlog;
}

/** How long the batcher of all tenants waits for a tenant's lock, in milliseconds. The calls of other processes hold one for a few. */
const PATIENCE = 100;

/**
 * How many calls may be in flight. With two, one is prepared while the database works on the other. Where other processes write to the same
 * tenants, the database works on their calls meanwhile, and one call at a time, with more appends in it, costs everyone less (decision 9).
 */
const CALLS = { alone: 2, contended: 1 };

/**
 * One batcher for all tenants. A tenant whose lock is held for long, by a transaction of the host's, is moved to a batcher of its own, so that
 * the others do not wait for it. Only a few such batchers hold a connection at once.
 */
export function appendBatchers(options: AppendBatchersOptions): AppendBatchers {
  const { lockTimeout, backlog, oneTenant } = options;
  const places = semaphore(options.waitingConnections);
  const side = new Map<string, Batcher<Append, AppendResult | typeof LOCKED>>();
  const newBatcher = (
    patience: number,
    around: <T>(send: () => Promise<T>) => Promise<T>,
  ): Batcher<Append, AppendResult | typeof LOCKED> => {
    const target = { ...options, patience, begun: null };
    const contention = writerContention();
    return batcher({
      tenantOf: ({ tenant }) => tenant,
      weightOf: (append) => appendWeight(append),
      keysOf,
      readsOf,
      calls: () => (contention.isContended ? CALLS.contended : CALLS.alone),
      oneTenant,
      backlog,
      turn: nextTick,
      async send(appends) {
        const answers = await around(() => appendTogether(target, appends));
        contention.record(appends, answers);
        return answers;
      },
    });
  };
  const main = newBatcher(Math.min(PATIENCE, lockTimeout), (send) => send());
  // An append that redacts is a call of its own, so that those that do not have nothing to do with it.
  const redacting = batcher<Append, AppendResult | typeof LOCKED>({
    tenantOf: ({ tenant }) => tenant,
    weightOf: (append) => appendWeight(append),
    keysOf: () => [""],
    calls: () => 1,
    oneTenant: true,
    backlog,
    turn: nextTick,
    send: (appends) =>
      places(() => appendTogether({ ...options, patience: lockTimeout, begun: null }, appends)),
  });

  async function redact(append: Append, signal: Signal | undefined): Promise<AppendResult> {
    const answer = await redacting.run(append, signal);
    if (answer === LOCKED) throw lockedFor(append.tenant, lockTimeout);
    return answer;
  }

  async function wait(append: Append, signal: Signal | undefined): Promise<AppendResult> {
    const own = side.get(append.tenant) ?? newBatcher(lockTimeout, places);
    side.set(append.tenant, own);
    try {
      const answer = await own.run(append, signal);
      if (answer !== LOCKED) return answer;
    } finally {
      // The batcher is dropped when nothing waits in it.
      void own.idle().then(() => {
        if (side.get(append.tenant) === own) side.delete(append.tenant);
      });
    }
    throw lockedFor(append.tenant, lockTimeout);
  }

  return {
    async run(append, signal) {
      if ((append.redactions ?? []).length > 0) return redact(append, signal);
      if (side.has(append.tenant)) return wait(append, signal);
      const answer = await main.run(append, signal);
      return answer === LOCKED ? wait(append, signal) : answer;
    },
    async idle() {
      await main.idle();
      await redacting.idle();
      await Promise.all([...side.values()].map((one) => one.idle()));
    },
  };
}

/**
 * Settles after everything that only waits for promises has run. It does not wait for the next turn of the event loop, which would cost a
 * single caller one turn for each append.
 */
function nextTick(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}

/** Runs at most so many tasks at once; the others wait. */
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
