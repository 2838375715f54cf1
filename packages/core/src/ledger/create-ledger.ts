import * as z from "zod";
import { actorSchema } from "../access/actor.ts";
import { checkTenant } from "../adapter-kit/limits.ts";
import type { Policy } from "../authorization/policy.ts";
import { grantPolicy } from "../authorization/policy.ts";
import { LedgerError } from "../errors.ts";
import type { WasErased } from "../identity/actor-directory.ts";
import { actorDirectory } from "../identity/actor-directory.ts";
import { apiKeys } from "../identity/api-keys.ts";
import { callShape } from "../ports/call-options.ts";
import type { Clock } from "../ports/clock.ts";
import { systemClock } from "../ports/clock.ts";
import type { Hasher } from "../ports/hasher.ts";
import { systemHasher } from "../ports/hasher.ts";
import type { Ids } from "../ports/ids.ts";
import { systemIds } from "../ports/ids.ts";
import type { Models } from "../ports/models.ts";
import type { Secrets } from "../ports/secrets.ts";
import { DEFAULT_ENVIRONMENT, environmentSchema } from "../prompt/commands.ts";
import { checkHost } from "../proof/origin.ts";
import type { ProofOptions } from "../proof/proof-session.ts";
import { loadErased } from "../read/actor-names.ts";
import type { OnResolve } from "../read/resolution.ts";
import { tenantStreams } from "../read/tenant-streams.ts";
import type { EventStore, TransactionalEventStore } from "../store/event-store.ts";
import { hostMetadataSchema } from "../store/host-metadata.ts";
import { endsWithin } from "../subscription/ends-within.ts";
import type { Subscription } from "../subscription/subscribe.ts";
import { subscribe } from "../subscription/subscribe.ts";
import type { SubscriptionOptions } from "../subscription/subscription-options.ts";
import type { Renderer } from "../template/renderer.ts";
import { templatesOf } from "../template/templates.ts";
import { checkOptions } from "../validation/check-options.ts";
import { invalidInput, parse } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import { keyedQueue } from "../write/queue.ts";
import { recentPrompts } from "../write/recent-prompts.ts";
import type { WrittenChanges } from "../write/write-changes.ts";
import type { ImportedChange } from "./import-changes.ts";
import { importChanges } from "./import-changes.ts";
import type { LedgerKeys } from "./keys.ts";
import { keysOf } from "./keys.ts";
import { LEDGER_OPTIONS } from "./ledger-options.ts";
import type { LedgerEngine, SessionOfCaller } from "./session.ts";
import type { Identity, TenantLedger } from "./tenant-ledger.ts";
import { tenantLedger } from "./tenant-ledger.ts";

/** Options for a ledger. Everything except the store has a default. */
export interface LedgerOptions<Transaction = never> {
  /** Keeps everything. Closing the ledger closes it. */
  readonly store: EventStore | TransactionalEventStore<Transaction>;
  /** For ids, waits and leases. The times of events are the store's. Default: the clock of the process. */
  readonly clock?: Clock;
  /** Default: ULIDs from the runtime's secure randomness. */
  readonly ids?: Ids;
  /** Default: `systemHasher`. */
  readonly hasher?: Hasher;
  /** Default: {@link grantPolicy}. */
  readonly policy?: Policy;
  /** Renders the logic of Jinja. Without it, templates with logic are `template-invalid`, and are refused when a version is written. */
  readonly renderer?: Renderer;
  /**
   * Whether deployments that do not say keep the contract of what is live: `keep` refuses with `contract-changed` what callers would notice, `change`
   * deploys everything. Imported history is never refused by it. Default: `change`.
   */
  readonly contract?: "keep" | "change";
  /**
   * How many recently written prompts to keep in memory. The next command on one of them needs no load; its append checks that nobody
   * else has written to it. Default: 256. 0 keeps none.
   */
  readonly recentPrompts?: number;
  /** Seals the secrets of integrations. Without it, integrations with secrets are refused. */
  readonly secrets?: Secrets;
  /** Proves the history with signed checkpoints. Without it, the calls of `acme.proof` are refused. */
  readonly proof?: ProofOptions;
  /** Gets who resolved what, for each successful `resolve`. See {@link Resolution}. */
  readonly onResolve?: OnResolve;
  /** Calls models for `integrations.test`. Without it, that call is refused. */
  readonly models?: Models;
  /**
   * How long `close` waits for handlers of subscriptions and for writes in flight, and then as long again for the store, in milliseconds. Also how
   * long the `stop` of a subscription waits. Default: 10,000.
   */
  readonly closeTimeout?: number;
}

/** A ledger on an event store. `Transaction` is the type of host transaction that its store supports; `never` if it supports none. */
export interface Ledger<Transaction = never> {
  /** The calls of this actor in this tenant. Throws `invalid-input`. */
  as(identity: Identity): TenantLedger<Transaction>;
  /**
   * Writes up to 200 changes of an imported history in one append, all or none (AP-1), in their order: each with its own actor, time and
   * command id. The same changes together again change nothing, as with one command id. A single command id is only stored in its events: the
   * importer leaves out the changes that a prompt's history has. Throws the error of the first change that is rejected.
   */
  importChanges(tenant: string, changes: readonly ImportedChange[]): Promise<WrittenChanges>;
  /**
   * Starts a consumer of one tenant's events, or of those of all tenants, with a stored checkpoint for each tenant. It gets a tenant's events in
   * order, at least once, in one process at a time. After a failure of its handler or of the storage, it goes on from the checkpoint, with
   * exponential waits. It is for the host's own code: it asks no policy.
   */
  subscribe(options: SubscriptionOptions): Subscription;
  /**
   * The subscriptions of this ledger, for health checks: all that have not been stopped. One that has failed is listed until another one is
   * started under its name.
   */
  subscriptions(): readonly Subscription[];
  /**
   * Checks that the storage can be used now, for health checks: its server is as it must be, and it takes a write. Throws what is wrong,
   * `unavailable` in most cases. Calls at the same time share one check.
   */
  checkHealth(): Promise<void>;
  /** The API keys of all tenants. The policy is not asked, so these calls are for the host alone. */
  readonly keys: LedgerKeys;
  /**
   * Ends live views and subscriptions, waits for writes in flight, and closes the store. It ends within twice the `closeTimeout`: a handler that takes longer is
   * abandoned, and its event is handled again after the next start. If writes or the store do not end in time, it throws `unavailable`.
   * Idempotent.
   */
  close(): Promise<void>;
  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

const DEFAULT_CLOSE_TIMEOUT = 10_000;

const identitySchema: z.ZodType<Identity> = schemaFor(
  z.strictObject({
    ...callShape,
    tenant: z.custom<string>(),
    actor: actorSchema,
    environment: environmentSchema.optional(),
    metadata: hostMetadataSchema.optional(),
  }),
);

/** Creates a ledger on a store. Closing the ledger closes the store. Throws `invalid-input` for options of the wrong type. */
export function createLedger<Transaction = never>(options: LedgerOptions<Transaction>): Ledger<Transaction> {
  checkOptions(options, LEDGER_OPTIONS);
  if (options.proof !== undefined) checkHost(options.proof.host);
  const hasher = options.hasher ?? systemHasher();
  const { store } = options;
  const streams = tenantStreams();
  const wasErased: WasErased = async (tenant, id) =>
    (await loadErased({ store, tenant, tenantStreams: streams }))(id);
  const engine: LedgerEngine = {
    store,
    clock: options.clock ?? systemClock,
    ids: options.ids ?? systemIds(),
    hasher,
    policy: options.policy ?? grantPolicy,
    templates: templatesOf(options.renderer ?? null),
    contract: options.contract ?? "change",
    secrets: options.secrets ?? null,
    models: options.models ?? null,
    proof: options.proof ?? null,
    onResolve: options.onResolve ?? null,
    closeTimeout: options.closeTimeout ?? DEFAULT_CLOSE_TIMEOUT,
    directory: actorDirectory(store.records, options.clock, wasErased),
    keys: apiKeys(store.records, hasher),
    queue: keyedQueue(),
    recent: recentPrompts(options.recentPrompts ?? 256),
    tenantStreams: streams,
    views: new Set(),
  };
  const subscriptions = new Set<Subscription>();
  const failed = new Set<Subscription>();
  let closed = false;
  const open = (): void => {
    if (closed) throw new LedgerError("store-closed", "the ledger was closed; create a new one");
  };
  const end = async (): Promise<void> => {
    closed = true;
    const { clock, closeTimeout, queue, store, views } = engine;
    for (const view of views ?? []) void view.close();
    const stopped = Promise.all([...subscriptions].map((subscription) => subscription.stop()));
    await endsWithin(
      clock,
      stopped.then(() => queue.idle()),
      closeTimeout,
    );
    if ((await endsWithin(clock, store.close(), closeTimeout)) && queue.isIdle()) return;
    const message = `the storage did not end its work within ${closeTimeout} ms; its connections may still be open`;
    throw new LedgerError("unavailable", message);
  };
  let checking: Promise<void> | null = null;
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= end();
    return closing;
  };
  return {
    as(identity) {
      open();
      return tenantLedger({ ...engine, ...callerOf(identity) });
    },
    async importChanges(tenant, changes) {
      open();
      // What was deployed then was deployed, whatever it changed.
      const importing = { ...engine, contract: "change" } as const;
      return importChanges(changes, (actor) => ({ ...importing, ...callerOf({ tenant, actor }) }));
    },
    subscribe(subscriptionOptions) {
      open();
      const subscription = subscribe(engine, subscriptionOptions);
      const { tenant, name } = subscription;
      for (const one of failed)
        if (one.tenant === tenant && one.name === name && failed.delete(one)) subscriptions.delete(one);
      subscriptions.add(subscription);
      // One that has failed stays, so that health checks see it.
      subscription.done.then(
        () => subscriptions.delete(subscription),
        () => failed.add(subscription),
      );
      return subscription;
    },
    subscriptions: () => [...subscriptions],
    async checkHealth() {
      open();
      checking ??= engine.store.checkHealth().finally(() => {
        checking = null;
      });
      await checking;
    },
    keys: keysOf(engine),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function callerOf(identity: Identity): SessionOfCaller {
  const {
    tenant,
    actor,
    environment = DEFAULT_ENVIRONMENT,
    metadata,
    signal,
  } = parse(identitySchema, identity, (path) => path || "identity");
  checkTenant(tenant);
  if (tenant.startsWith("_"))
    throw invalidInput([{ field: "tenant", message: "must not begin with _, which is the server's own" }]);
  return { tenant, actor, environment, metadata, signal };
}
