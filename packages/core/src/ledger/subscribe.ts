import { z } from "zod";
import { checkKey, checkTenant } from "../adapter-kit/limits.ts";
import type { LedgerEvent } from "../history/ledger-event.ts";
import { newAbort } from "../ports/clock.ts";
import { parseField } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import { endsWithin } from "./ends-within.ts";
import { runSubscription } from "./run-subscription.ts";
import type { LedgerEngine } from "./session.ts";
import type { RetryOptions, SubscriptionFailure, SubscriptionState } from "./subscription-state.ts";
import { subscriptionStates } from "./subscription-state.ts";

/** A consumer of a tenant's events with a stored checkpoint. */
export interface SubscriptionOptions {
  readonly tenant: string;
  /** The name of the checkpoint. Among all consumers with this name, in all processes, one is active at a time. */
  readonly name: string;
  /**
   * Called for each event in order, at least once. If it throws, the subscription waits, and goes on from the checkpoint: the same event is
   * handled again, by this process or by another one. Handle errors of a single event that should be skipped in the handler.
   */
  handler(event: LedgerEvent): void | Promise<void>;
  /** Called after each failure of the handler or the storage. What it throws is ignored. */
  onError?(failure: SubscriptionFailure): void | Promise<void>;
  readonly retry?: RetryOptions;
  /** How long another process waits to take over after this one died, in milliseconds. Default: 10,000. */
  readonly lease?: number;
}

/** A running subscription. */
export interface Subscription {
  readonly tenant: string;
  readonly name: string;
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

const optionsSchema: z.ZodType<SubscriptionOptions> = schemaFor(
  z.strictObject({
    tenant: z.custom<string>(),
    name: z.custom<string>(),
    handler: z.custom((value) => typeof value === "function", { error: "must be a function" }),
    onError: z.custom((value) => typeof value === "function", { error: "must be a function" }).optional(),
    retry: z
      .strictObject({
        first: z.int().min(1).optional(),
        longest: z.int().min(1).optional(),
        attempts: z.int().min(1).optional(),
      })
      .optional(),
    lease: z.int().min(1).optional(),
  }),
);

/** Starts a consumer: it waits for the ownership of its name, follows from the stored place, and saves how far it came. */
export function subscribe(engine: LedgerEngine, given: SubscriptionOptions): Subscription {
  const options = parseField("options", optionsSchema, given);
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
