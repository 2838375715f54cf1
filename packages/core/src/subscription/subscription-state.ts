import type { LedgerEvent } from "../history/ledger-event.ts";

/** What a subscription is doing. `stopped` is final, and so is `failed`, except over all tenants. */
export type SubscriptionState =
  | {
      /** Another consumer of this name is active, or this one has not started yet. */
      readonly status: "waiting";
    }
  | {
      /** It handles events, or waits for new ones. */
      readonly status: "running";
    }
  | {
      /**
       * The handler or the storage failed. It goes on from the checkpoint at `retryAt`. Over all tenants, only one tenant waits; of several, this
       * is the one that is tried again next.
       */
      readonly status: "retrying";
      /** The tenant whose events wait; null if the tenants could not be listed. */
      readonly tenant: string | null;
      /** What the handler or the storage threw. */
      readonly error: unknown;
      /** How often it has failed in a row. */
      readonly failures: number;
      /** UTC, in integer milliseconds. */
      readonly retryAt: number;
    }
  | {
      /**
       * It ended with an error that another attempt would not change, or after the highest number of attempts. Over all tenants, only this tenant
       * ended, and the others go on, unless `tenant` is null.
       */
      readonly status: "failed";
      /** The tenant whose events are not handled any further; null if the tenants could not be listed, which ends all. */
      readonly tenant: string | null;
      /** What ended it. `done` rejects with it, unless others go on. */
      readonly error: unknown;
    }
  | {
      /** It was stopped, or the ledger was closed. */
      readonly status: "stopped";
    };

/** A failure of a subscription, for `onError`. */
export interface SubscriptionFailure {
  /** The tenant whose event failed; null if the tenants could not be listed. */
  readonly tenant: string | null;
  /** What the handler or the storage threw. */
  readonly error: unknown;
  /** The event whose handler failed; null if the storage failed, or if the event could not be read. */
  readonly event: LedgerEvent | null;
  /** How often it has failed in a row, without an event that was handled. */
  readonly failures: number;
  /** When it tries again, in milliseconds; null if it does not, because it has failed for good or was stopped. */
  readonly retryIn: number | null;
}

/** The current state of a subscription, or of one tenant in it. A final state stays. */
export interface SubscriptionStates {
  now(): SubscriptionState;
  set(state: SubscriptionState): void;
}

/** The states of a subscription that begins. */
export function subscriptionStates(): SubscriptionStates {
  let state: SubscriptionState = Object.freeze({ status: "waiting" });
  return {
    now: () => state,
    set(next) {
      if (state.status !== "failed" && state.status !== "stopped") state = Object.freeze(next);
    },
  };
}
