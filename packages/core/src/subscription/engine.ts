import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";
import type { EventStore } from "../store/event-store.ts";

/** What the subscriptions of a ledger share. */
export interface SubscriptionEngine {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly ids: Ids;
  /** How long the end of a subscription may take, in milliseconds. */
  readonly closeTimeout: number;
}
