import { checkKey, checkTenant } from "../adapter-kit/limits.ts";
import type { Abort } from "../ports/clock.ts";
import { newAbort } from "../ports/clock.ts";
import { parseField } from "../validation/parse.ts";
import { allTenantsStates } from "./all-tenants-states.ts";
import { endsWithin } from "./ends-within.ts";
import type { SubscriptionEngine } from "./engine.ts";
import { runAllTenants } from "./run-all-tenants.ts";
import { runSubscription } from "./run-subscription.ts";
import type { SubscriptionOptions } from "./subscription-options.ts";
import { allTenantsSubscriptionSchema, tenantSubscriptionSchema } from "./subscription-options.ts";
import type { SubscriptionState, SubscriptionStates } from "./subscription-state.ts";
import { subscriptionStates } from "./subscription-state.ts";

/** A running subscription. */
export interface Subscription {
  /** The tenant whose events it gets; null for those of all tenants. */
  readonly tenant: string | null;
  /** The name of the checkpoint. */
  readonly name: string;
  /** What it is doing now. Over all tenants, what the worst of them is doing. */
  readonly state: SubscriptionState;
  /**
   * Resolves with the final state when the subscription was ended by `stop` or by the ledger's `close`. Rejects with the error if it failed: after
   * `retry.attempts`, or because of an error that another attempt would not change, such as `history-diverged`. A subscription over all tenants
   * fails only if the tenants cannot be listed: a tenant that fails does not end the others.
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
  const stopping = newAbort();
  if (given?.tenants !== undefined) {
    const options = parseField("options", allTenantsSubscriptionSchema, given);
    checkKey(options.name, "name");
    const states = allTenantsStates();
    const running = runAllTenants(engine, options, states, stopping.signal);
    return subscription(engine, { tenant: null, name: options.name, states, running, stopping });
  }
  const options = parseField("options", tenantSubscriptionSchema, given);
  const { tenant, name } = options;
  checkTenant(tenant);
  checkKey(name, "name");
  const states = subscriptionStates();
  const running = runSubscription(engine, options, states, stopping.signal);
  return subscription(engine, { tenant, name, states, running, stopping });
}

/** What a subscription is made of. */
interface Running extends Pick<Subscription, "name" | "tenant"> {
  readonly states: SubscriptionStates;
  readonly running: Promise<void>;
  readonly stopping: Abort;
}

function subscription(
  engine: SubscriptionEngine,
  { tenant, name, states, running, stopping }: Running,
): Subscription {
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
