import type { RetryOptions, SubscriptionSettings } from "./subscription-options.ts";

const DEFAULT_RETRY = { first: 1000, longest: 60_000, attempts: Number.POSITIVE_INFINITY };

/** How a subscription tries again, with the defaults. */
export function retryOf({ retry }: SubscriptionSettings): Required<RetryOptions> {
  return { ...DEFAULT_RETRY, ...retry };
}
