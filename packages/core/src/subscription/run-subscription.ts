import type { Signal } from "../ports/clock.ts";
import { newAttempts } from "./attempts.ts";
import type { SubscriptionEngine } from "./engine.ts";
import type { TenantSubscriptionOptions } from "./subscription-options.ts";
import type { SubscriptionStates } from "./subscription-state.ts";

/** How long a dead owner keeps others waiting, in milliseconds. */
export const DEFAULT_LEASE = 10_000;

/** Consumes until the subscription is stopped or has failed. It never rejects: the states say how it ended. */
export async function runSubscription(
  engine: SubscriptionEngine,
  options: TenantSubscriptionOptions,
  states: SubscriptionStates,
  stopping: Signal,
): Promise<void> {
  const { clock, ids, store } = engine;
  const { tenant, name, lease = DEFAULT_LEASE } = options;
  const owner = { tenant, name, owner: ids.ulid(clock.now()), lease };
  const attempts = newAttempts(engine, owner, options, states, stopping);
  while (!stopping.aborted) {
    const result = await attempts.next({
      hasWork: async () => true,
      events: (after, signal) => store.follow(tenant, { after, signal }),
    });
    if (result.status === "ended") break;
    if (result.status === "later") await clock.sleep(result.wait, stopping);
  }
  states.set({ status: "stopped" });
}
