import { actorSchema } from "../access/actor.ts";
import type { ActorDirectory } from "../identity/actor-directory.ts";
import { actorDirectory } from "../identity/actor-directory.ts";
import { apiKeys } from "../identity/api-keys.ts";
import type { Policy } from "../authorization/policy.ts";
import { grantPolicy } from "../authorization/policy.ts";
import type { Clock } from "../ports/clock.ts";
import { systemClock } from "../ports/clock.ts";
import type { Hasher } from "../ports/hasher.ts";
import { systemHasher } from "../ports/hasher.ts";
import type { Ids } from "../ports/ids.ts";
import { systemIds } from "../ports/ids.ts";
import type { Models } from "../ports/models.ts";
import type { Secrets } from "../ports/secrets.ts";
import { DEFAULT_ENVIRONMENT } from "../prompt/commands.ts";
import { LedgerError } from "../errors.ts";
import type { EventStore, TransactionalEventStore } from "../store/event-store.ts";
import { checkTenant } from "../adapter-kit/limits.ts";
import type { Renderer } from "../template/renderer.ts";
import { plainRenderer } from "../template/renderer.ts";
import { invalidInput, parse } from "../validation/parse.ts";
import { accessOf } from "./access.ts";
import { actorsOf } from "./actors.ts";
import { applicationsOf } from "./applications.ts";
import { parseEnvironment } from "../write/command.ts";
import { deploymentsOf } from "./deployments.ts";
import type { Engine, Session } from "../read/engine.ts";
import { historyOf } from "./history.ts";
import { identityOf } from "../identity/identify.ts";
import { integrationsOf } from "./integrations.ts";
import type { Identity, Ledger, Subscription } from "./ledger.ts";
import { promptsOf } from "./prompts.ts";
import { keyedQueue } from "../write/queue.ts";
import { recentPrompts } from "../write/recent-prompts.ts";
import { resolveOf } from "./resolve.ts";
import { subscribe } from "./subscribe.ts";
import type { TenantLedger } from "./tenant-ledger.ts";
import { tenantStreams } from "../read/tenant-streams.ts";
import { versionsOf } from "./versions.ts";
import { batchWriter, writer } from "./writer.ts";

/** What a ledger is made of. Everything but the store has a default. */
export interface LedgerOptions<Transaction = never> {
  readonly store: EventStore | TransactionalEventStore<Transaction>;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Default: ULIDs from the runtime's secure randomness. */
  readonly ids?: Ids;
  /** Default: {@link systemHasher}. */
  readonly hasher?: Hasher;
  /** Default: {@link grantPolicy}. */
  readonly policy?: Policy;
  /** Default: {@link plainRenderer}. */
  readonly renderer?: Renderer;
  /**
   * How many of the prompts that this process wrote last it keeps in memory: the next command on one needs no load, and its append checks
   * that nobody else has written since. Default: 256; 0 keeps none.
   */
  readonly recentPrompts?: number;
  /** Seals the secrets of integrations. Default: none, and an integration with a secret is refused. */
  readonly secrets?: Secrets;
  /** Calls models for `integrations.test`. Default: none, and it is refused. */
  readonly models?: Models;
}

/** A ledger over a store. Closing the ledger closes the store. */
export function createLedger<Transaction = never>(options: LedgerOptions<Transaction>): Ledger<Transaction> {
  const hasher = options.hasher ?? systemHasher();
  const engine: Engine = {
    store: options.store,
    clock: options.clock ?? systemClock,
    ids: options.ids ?? systemIds(),
    hasher,
    policy: options.policy ?? grantPolicy,
    renderer: options.renderer ?? plainRenderer,
    secrets: options.secrets ?? null,
    models: options.models ?? null,
    directory: actorDirectory(options.store.records),
    keys: apiKeys(options.store.records, hasher),
    queue: keyedQueue(),
    recent: recentPrompts(options.recentPrompts ?? 256),
    tenantStreams: tenantStreams(),
  };
  const subscriptions = new Set<Subscription>();
  let closed = false;
  const open = (): void => {
    if (closed) throw new LedgerError("store-closed", "the ledger was closed; create a new one");
  };
  const close = async (): Promise<void> => {
    closed = true;
    await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
    await engine.queue.idle();
    await engine.store.close();
  };
  return {
    as(identity) {
      open();
      return tenantLedger(engine, sessionOf(identity));
    },
    subscribe(subscriptionOptions) {
      open();
      const subscription = subscribe(engine, subscriptionOptions);
      subscriptions.add(subscription);
      const forget = (): unknown => subscriptions.delete(subscription);
      subscription.done.then(forget, forget);
      return subscription;
    },
    keys: { ...engine.keys, identity: (key) => identityOf(engine, key) },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function sessionOf({ tenant, actor, environment }: Identity): Session {
  checkTenant(tenant);
  if (tenant.startsWith("_"))
    throw invalidInput([{ field: "tenant", message: "must not begin with _, which is the server's own" }]);
  return {
    tenant,
    actor: parse(actorSchema, actor),
    environment: parseEnvironment(environment ?? DEFAULT_ENVIRONMENT),
  };
}

/**
 * The engine inside a transaction. It has a queue of its own: behind a call of outside that waits for the transaction's end, one of inside
 * would wait for ever.
 */
function within<Transaction>(engine: Engine, transaction: Transaction): Engine {
  const { store } = engine;
  if (!("within" in store)) {
    const issues = [{ field: "store", message: "has no transactions; use one on PostgreSQL or PGlite" }];
    throw invalidInput(issues);
  }
  const inside = (store as TransactionalEventStore<Transaction>).within(transaction);
  // A person's first write adds an entry to the directory, whose row others would wait for until the transaction ends: it is made beside.
  const directory: ActorDirectory = {
    ...actorDirectory(inside.records),
    async remember(tenant, actor) {
      void engine.directory.remember(tenant, actor).catch(() => undefined);
    },
  };
  return {
    ...engine,
    store: inside,
    directory,
    keys: apiKeys(inside.records, engine.hasher),
    queue: keyedQueue(),
    // What the transaction has written is nobody else's to know: it may come to nothing.
    recent: recentPrompts(0),
    tenantStreams: tenantStreams(),
  };
}

function tenantLedger(engine: Engine, session: Session): TenantLedger<unknown> {
  const batch = batchWriter(engine, session);
  const write = writer(batch);
  return {
    tenant: session.tenant,
    prompts: promptsOf(engine, session, write),
    versions: versionsOf(engine, session, write),
    deployments: deploymentsOf(engine, session, write),
    history: historyOf(engine, session),
    actors: actorsOf(engine, session),
    access: accessOf(engine, session, write),
    applications: applicationsOf(engine, session),
    integrations: integrationsOf(engine, session, write),
    batch,
    resolve: resolveOf(engine, session),
    within: (transaction: unknown) => tenantLedger(within(engine, transaction), session),
  };
}
