import * as z from "zod";
import type { LedgerEvent } from "../history/ledger-event.ts";
import { LONGEST_TIME } from "../validation/check-options.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { SubscriptionFailure } from "./subscription-state.ts";

/** A consumer of a tenant's events with a stored checkpoint. */
export interface SubscriptionOptions {
  /** The tenant whose events it gets. */
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
  /** How it tries again after a failure. Default: that of each option. */
  readonly retry?: RetryOptions;
  /**
   * How long another process waits to take over after this one died, in milliseconds, from when it first looks. Default: 10,000.
   */
  readonly lease?: number;
}

/** How a subscription tries again. */
export interface RetryOptions {
  /** The wait after the first failure, in milliseconds. It doubles with each further failure. Default: 1,000. */
  readonly first?: number;
  /** The longest wait, in milliseconds. Default: 60,000. */
  readonly longest?: number;
  /** How often the handler may be called for one event before the subscription fails. Default: without limit. */
  readonly attempts?: number;
}

const milliseconds = z.int().min(1).max(LONGEST_TIME);

/** The schema of {@link SubscriptionOptions}. */
export const subscriptionOptionsSchema: z.ZodType<SubscriptionOptions> = schemaFor(
  z.strictObject({
    tenant: z.custom<string>(),
    name: z.custom<string>(),
    handler: z.custom((value) => typeof value === "function", { error: "must be a function" }),
    onError: z.custom((value) => typeof value === "function", { error: "must be a function" }).optional(),
    retry: z
      .strictObject({
        first: milliseconds.optional(),
        longest: milliseconds.optional(),
        attempts: z.int().min(1).optional(),
      })
      .optional(),
    lease: milliseconds.optional(),
  }),
);
