import { checkKey, checkTenant } from "../adapter-kit/limits.ts";
import { newAbort } from "../ports/clock.ts";
import { parseField } from "../validation/parse.ts";
import { endsWithin } from "./ends-within.ts";
import type { SubscriptionEngine } from "./engine.ts";
import { runSubscription } from "./run-subscription.ts";
import type { SubscriptionOptions } from "./subscription-options.ts";
import { subscriptionOptionsSchema } from "./subscription-options.ts";
import type { SubscriptionState } from "./subscription-state.ts";
import { subscriptionStates } from "./subscription-state.ts";

/** A running subscription. */
export interface Subscription extends Pick<SubscriptionOptions, "tenant" | "name"> {
  /** What it is doing now. */
  readonly state: SubscriptionState;
  /**
   * Resolves with the final state when the subscription was ended by `stop` or by the ledger's `close`. Rejects with the error if it failed: after
   * `retry.attempts`, or because of an error that another attempt would not change, such as `history-diverged`.
   */
  readonly done: Promise<SubscriptionState>;
  /**
   * Ends the subscription after the current event, saves the checkpoint, and releases the ownership. Waits for that at most `closeTimeout` of the
   * ledger. A handler that takes longer is abandoned: its event is handled again after the next start, and others can take over when the lease
   * has expired.
   */
  stop(): Promise<void>;
}

/** Starts a consumer: it waits for the ownership of its name, follows from the stored place, and saves how far it came. */
export function subscribe(engine: SubscriptionEngine, given: SubscriptionOptions): Subscription {
  const options = parseField("options", subscriptionOptionsSchema, given);
  const { tenant, name } = options;
  checkTenant(tenant);
  checkKey(name, "name");
  const stopping = newAbort();
  const states = subscriptionStates();
  const running = runSubscription(engine, options, states, stopping.signal);
  const overdue = new Promise<void>((resolve) => {
    const expire = async (): Promise<void> => {
      await endsWithin(engine.clock, running, engine.closeTimeout);
      states.set({ status: "stopped" });
      resolve();
    };
    stopping.signal.addEventListener("abort", () => void expire(), { once: true });
  });
  const done = Promise.race([running, overdue]).then(() => {
    const state = states.now();
    if (state.status === "failed") throw state.error;
    return state;
  });
  // A host that does not await `done` must not crash by it.
  done.catch(() => undefined);
  return {
    tenant,
    name,
    get state() {
      return states.now();
    },
    done,
    async stop() {
      stopping.abort();
      await done.catch(() => undefined);
    },
  };
}
