import * as z from "zod";
import type { LedgerEvent } from "../history/ledger-event.ts";
import { LONGEST_TIME } from "../validation/check-options.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { SubscriptionFailure } from "./subscription-state.ts";

/** What subscriptions to one tenant and to all tenants have in common. */
export interface SubscriptionSettings {
  /** The name of the checkpoint. Among all consumers with this name, in all processes, one is active at a time for each tenant. */
  readonly name: string;
  /**
   * Called for each event of a tenant in order, at least once. If it throws, the subscription waits, and goes on from the checkpoint: the same
   * event is handled again, by this process or by another one. Handle errors of a single event that should be skipped in the handler.
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

/** A consumer of one tenant's events with a stored checkpoint. */
export interface TenantSubscriptionOptions extends SubscriptionSettings {
  /** The tenant whose events it gets. */
  readonly tenant: string;
  /** Not given together with `tenant`. */
  readonly tenants?: never;
}

/**
 * A consumer of the events of all tenants, of those that there are and those that come. The checkpoints are the tenants' own, so a subscription
 * to one tenant with the same name shares the checkpoint of that tenant.
 */
export interface AllTenantsSubscriptionOptions extends SubscriptionSettings {
  /** All tenants. */
  readonly tenants: "all";
  /** Not given together with `tenants`. */
  readonly tenant?: never;
  /** How many tenants are handled at the same time. Default: 10. */
  readonly concurrency?: number;
  /**
   * How often the tenants are listed, in milliseconds, to find new events for which no notification was received. Default: 1,000.
   */
  readonly poll?: number;
}

/** A consumer of events with a stored checkpoint: of one tenant, or of all. */
export type SubscriptionOptions = TenantSubscriptionOptions | AllTenantsSubscriptionOptions;

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
const aFunction = z.custom((value) => typeof value === "function", { error: "must be a function" });

const settings = {
  name: z.custom<string>(),
  handler: aFunction,
  onError: aFunction.optional(),
  retry: z
    .strictObject({
      first: milliseconds.optional(),
      longest: milliseconds.optional(),
      attempts: z.int().min(1).optional(),
    })
    .optional(),
  lease: milliseconds.optional(),
};

/** The schema of {@link TenantSubscriptionOptions}. */
export const tenantSubscriptionSchema: z.ZodType<TenantSubscriptionOptions> = schemaFor(
  z.strictObject({
    tenant: z.custom((value) => value !== undefined, {
      error: 'must be given, or `tenants: "all"` instead',
    }),
    tenants: z.undefined().optional(),
    ...settings,
  }),
);

/** The schema of {@link AllTenantsSubscriptionOptions}. */
export const allTenantsSubscriptionSchema: z.ZodType<AllTenantsSubscriptionOptions> = schemaFor(
  z.strictObject({
    tenants: z.literal("all"),
    tenant: z.undefined({ error: "must not be given together with `tenants`" }).optional(),
    concurrency: z.int().min(1).max(1000).optional(),
    poll: milliseconds.optional(),
    ...settings,
  }),
);
