import { backoff } from "../adapter-kit/backoff.ts";
import { isLedgerError } from "../errors.ts";
import type { Signal } from "../ports/clock.ts";
import type { FreeCheckpoint, Held, Owner, Rival } from "./checkpoint.ts";
import { findFree } from "./checkpoint.ts";
import type { Consumer } from "./consume.ts";
import { consume, HandlerFailure } from "./consume.ts";
import type { SubscriptionEngine } from "./engine.ts";
import { reportTo } from "./report.ts";
import { retryOf } from "./retry.ts";
import type { SubscriptionSettings } from "./subscription-options.ts";
import type { SubscriptionStates } from "./subscription-state.ts";

/** How an attempt to handle a tenant's events ended. */
export type AttemptResult =
  /** Try again after this many milliseconds: another consumer is the owner, or something failed. */
  | { readonly status: "later"; readonly wait: number }
  /** The events are handled, or the subscription was stopped. */
  | { readonly status: "done" }
  /** It is stopped, or has failed for good. */
  | { readonly status: "ended" };

/** What to do with the events of a tenant. */
export interface AttemptPlan {
  /** Whether there is something to do after the checkpoint. */
  hasWork(free: FreeCheckpoint): Promise<boolean>;
  readonly events: Consumer["events"];
}

/** Attempts to handle the events of one tenant. They remember what failed, and how often. */
export interface Attempts {
  /** Takes the ownership, and handles events. Never rejects: the states say what failed. */
  next(plan: AttemptPlan): Promise<AttemptResult>;
  /** Whether nothing failed since the last event that was handled. */
  isClean(): boolean;
}

/** The attempts of an owner. */
export function newAttempts(
  engine: SubscriptionEngine,
  owner: Owner,
  settings: SubscriptionSettings,
  states: SubscriptionStates,
  stopping: Signal,
): Attempts {
  const { clock } = engine;
  const { tenant, lease } = owner;
  const { first, longest, attempts } = retryOf(settings);
  const report = reportTo(settings);
  const rival: Rival = { revision: 0, since: 0 };
  // All failures in a row, and those of the handler with one event. Another process may have handled that one meanwhile.
  let failures = 0;
  const waits = backoff({ first, longest });
  let ofHandler = 0;
  let failing: number | null = null;
  let ownerSince: number | null = null;
  const startAnew = (): void => {
    failures = 0;
    waits.reset();
  };
  const handled = (): void => {
    startAnew();
    ofHandler = 0;
    if (states.now().status !== "running") states.set({ status: "running" });
  };

  function failed(error: unknown): AttemptResult {
    const isOfHandler = error instanceof HandlerFailure;
    // A storage that worked for long, though nothing happened in it, starts with the shortest wait again.
    if (!isOfHandler && ownerSince !== null && clock.now() - ownerSince > longest) startAnew();
    ownerSince = null;
    failures += 1;
    if (isOfHandler) {
      ofHandler = error.position === failing ? ofHandler + 1 : 1;
      failing = error.position;
    }
    const cause: unknown = isOfHandler ? error.cause : error;
    const mayRetry = isOfHandler ? ofHandler < attempts : isLedgerError(error) && error.retryable;
    const retryIn = mayRetry && !stopping.aborted ? waits.next() : null;
    if (retryIn !== null)
      states.set({ status: "retrying", tenant, error: cause, failures, retryAt: clock.now() + retryIn });
    else if (!stopping.aborted) states.set({ status: "failed", tenant, error: cause });
    report({ tenant, error: cause, event: isOfHandler ? error.event : null, failures, retryIn });
    return retryIn === null ? { status: "ended" } : { status: "later", wait: retryIn };
  }

  return {
    isClean: () => failures === 0,
    async next({ hasWork, events }) {
      try {
        const free = await findFree(engine, owner, rival);
        if (free !== null && !(await hasWork(free))) {
          handled();
          return { status: "done" };
        }
        const held: Held | null = free === null ? null : await free.take();
        if (held === null) states.set({ status: "waiting" });
        else if (ofHandler === 0 || states.now().status === "waiting") states.set({ status: "running" });
        ownerSince = clock.now();
        if (held === null) return { status: "later", wait: Math.max(1, lease / 4) };
        await consume(engine, { ...owner, handler: settings.handler, events, handled, stopping }, held);
        return { status: "done" };
      } catch (error) {
        return failed(error);
      }
    },
  };
}
