import type { SubscriptionSettings } from "./subscription-options.ts";
import type { SubscriptionFailure } from "./subscription-state.ts";

/** Calls `onError`, whose own errors end nothing. */
export function reportTo({ onError }: SubscriptionSettings): (failure: SubscriptionFailure) => void {
  return (failure) => void (async () => onError?.(failure))().catch(() => undefined);
}
