import { backoff } from "../adapter-kit/backoff.ts";
import { isLedgerError } from "../errors.ts";
import type { Signal } from "../ports/clock.ts";
import type { Rival } from "./checkpoint.ts";
import { acquire } from "./checkpoint.ts";
import { consume, HandlerFailure } from "./consume.ts";
import type { SubscriptionEngine } from "./engine.ts";
import type { SubscriptionOptions } from "./subscription-options.ts";
import type { SubscriptionFailure, SubscriptionStates } from "./subscription-state.ts";

const DEFAULT_LEASE = 10_000;
const DEFAULT_RETRY = { first: 1000, longest: 60_000, attempts: Number.POSITIVE_INFINITY };

/** Consumes until the subscription is stopped or has failed. It never rejects: the states say how it ended. */
export async function runSubscription(
  engine: SubscriptionEngine,
  options: SubscriptionOptions,
  states: SubscriptionStates,
  stopping: Signal,
): Promise<void> {
  const { clock, ids } = engine;
  const { tenant, name, handler, lease = DEFAULT_LEASE } = options;
  const { first, longest, attempts } = { ...DEFAULT_RETRY, ...options.retry };
  const owner = { tenant, name, owner: ids.ulid(clock.now()), lease };
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
  while (!stopping.aborted) {
    try {
      const held = await acquire(engine, owner, rival);
      if (held === null) states.set({ status: "waiting" });
      else if (ofHandler === 0 || states.now().status === "waiting") states.set({ status: "running" });
      ownerSince = clock.now();
      if (held === null) await clock.sleep(Math.max(1, lease / 4), stopping);
      else await consume(engine, { ...owner, handler, handled, stopping }, held);
    } catch (error) {
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
        states.set({ status: "retrying", error: cause, failures, retryAt: clock.now() + retryIn });
      else if (!stopping.aborted) states.set({ status: "failed", error: cause });
      report(options, { error: cause, event: isOfHandler ? error.event : null, failures, retryIn });
      if (retryIn === null) break;
      await clock.sleep(retryIn, stopping);
    }
  }
  states.set({ status: "stopped" });
}

/** Calls `onError`, whose own errors end nothing. */
function report({ onError }: SubscriptionOptions, failure: SubscriptionFailure): void {
  void (async () => onError?.(failure))().catch(() => undefined);
}
