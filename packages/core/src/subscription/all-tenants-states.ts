import type { SubscriptionState, SubscriptionStates } from "./subscription-state.ts";
import { subscriptionStates } from "./subscription-state.ts";

/** The states of a subscription over all tenants. */
export interface AllTenantsStates extends SubscriptionStates {
  /** The state of one tenant. */
  of(tenant: string): SubscriptionStates;
}

/**
 * Shows the worst: the end of the whole, then a tenant that failed, then the tenant that is tried again next, then what the listing of the tenants
 * does.
 */
export function allTenantsStates(): AllTenantsStates {
  const whole = subscriptionStates();
  /** The tenants that do not run as they should. */
  const troubled = new Map<string, SubscriptionState>();

  function worst(): SubscriptionState | null {
    let next: SubscriptionState | null = null;
    for (const state of troubled.values()) {
      if (state.status === "failed") return state;
      const isNext =
        next?.status !== "retrying" || (state.status === "retrying" && state.retryAt < next.retryAt);
      if (isNext) next = state;
    }
    return next;
  }

  return {
    now() {
      const state = whole.now();
      return state.status === "failed" || state.status === "stopped" ? state : (worst() ?? state);
    },
    set: (next) => whole.set(next),
    of: (tenant) => ({
      now: () => troubled.get(tenant) ?? { status: "running" },
      set(next) {
        if (next.status === "retrying" || next.status === "failed") troubled.set(tenant, Object.freeze(next));
        else troubled.delete(tenant);
      },
    }),
  };
}
