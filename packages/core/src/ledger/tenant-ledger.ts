import type { Actor } from "../access/actor.ts";
import { actorDirectory } from "../identity/actor-directory.ts";
import { apiKeys } from "../identity/api-keys.ts";
import type { Live } from "../live/live.ts";
import type { LiveOptions } from "../live/live-options.ts";
import { liveView } from "../live/live-view.ts";
import type { Resolved } from "../live/resolved.ts";
import type { TypedSlug, ValuesOf } from "../live/typed-prompts.ts";
import type { CallOptions } from "../ports/call-options.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import { tenantStreams } from "../read/tenant-streams.ts";
import type { TransactionalEventStore } from "../store/event-store.ts";
import type { HostMetadata } from "../store/host-metadata.ts";
import { invalidInput } from "../validation/parse.ts";
import type { BatchResult, LedgerCommand } from "../write/command.ts";
import type { WriteOptions } from "../write/options.ts";
import { keyedQueue } from "../write/queue.ts";
import { recentPrompts } from "../write/recent-prompts.ts";
import type { Access } from "./access.ts";
import { accessOf } from "./access.ts";
import type { Actors } from "./actors.ts";
import { actorsOf } from "./actors.ts";
import type { Applications } from "./applications.ts";
import { applicationsOf } from "./applications.ts";
import type { Deployments } from "./deployments.ts";
import { deploymentsOf } from "./deployments.ts";
import type { History } from "./history.ts";
import { historyOf } from "./history.ts";
import type { Integrations } from "./integrations.ts";
import { integrationsOf } from "./integrations.ts";
import type { Prompts } from "./prompts.ts";
import { promptsOf } from "./prompts.ts";
import type { Proof } from "./proof.ts";
import { proofOf } from "./proof.ts";
import type { ResolveOptions } from "./resolve.ts";
import { resolve } from "./resolve.ts";
import type { LedgerSession } from "./session.ts";
import type { Versions } from "./versions.ts";
import { versionsOf } from "./versions.ts";
import { batchWriter, writer } from "./writer.ts";

/** The actor of a session, and its tenant. */
export interface Identity {
  /** `[A-Za-z0-9._-]{1,64}`, not beginning with `_`. */
  readonly tenant: string;
  /** Who makes the calls. Events contain the id alone. */
  readonly actor: Actor;
  /** The default environment of `deploy`, `resolve` and a prompt's `live`. Default: `production`. */
  readonly environment?: string;
  /**
   * The `metadata` of all writes that give none: what you want to find in their events again, such as the id of a request. Flat, at most 1,024
   * bytes as JSON text. Default: none.
   */
  readonly metadata?: HostMetadata;
  /**
   * Ends the reads of the session when it aborts, for example when the client of a request has left; they then throw `unavailable`. A call's own
   * `signal` is used in its place. Writes go on, so that they can be repeated with the same command id; only their own `signal` ends them.
   */
  readonly signal?: CallOptions["signal"];
}

/**
 * The calls of one actor in one tenant. It is cheap to create, once for each request. `Transaction` is the type of host transaction that the
 * store supports; `never` if it supports none.
 *
 * Every call may throw the errors of its store: `unavailable` (nothing was written), `busy`, `overloaded`, `outcome-unknown` (repeat with the
 * same command id), `store-closed`; and `invalid-input` with field and limit, before anything is sent (LI).
 */
export interface TenantLedger<Transaction = never> {
  /** The tenant that all calls read and write. */
  readonly tenant: string;
  /** Create, find, edit, tag, delete and restore prompts. */
  readonly prompts: Prompts;
  /** Write drafts, commit them, and compare versions. */
  readonly versions: Versions;
  /** Make versions live in an environment, roll back and promote. */
  readonly deployments: Deployments;
  /** Read, follow and replay the events. */
  readonly history: History;
  /** Sign checkpoints of the history, and prove what is in it. */
  readonly proof: Proof;
  /** Look up the people behind actor ids, and erase them. */
  readonly actors: Actors;
  /** Grant and check permissions. */
  readonly access: Access;
  /** Manage callers that are not people, with their roles and keys. */
  readonly applications: Applications;
  /** Manage providers of models, and test prompts on them. */
  readonly integrations: Integrations;
  /**
   * Applies up to 200 commands of any kind, in order and in one append, all or none (AP-1), with at most three loads. Also takes commands that
   * only one vendor's API needs: `SaveVersion`, `ifAbsent`, `createNextDraft`, `associate` and others. Throws the error of the first command
   * that fails, with its index as `command`.
   */
  batch<const Commands extends readonly LedgerCommand[]>(
    commands: Commands,
    options?: WriteOptions,
  ): Promise<BatchResult<Commands>>;
  /**
   * Loads what is live and follows it, so that each `resolve` of the view is answered from memory, also while the store does not answer. Open one for
   * each process and tenant. Needs EXECUTE on the whole tenant, and ends the view with `forbidden` when the actor loses it. Throws `unavailable`
   * where the store does not answer; then start from a bundle.
   */
  live(options?: LiveOptions): Promise<Live>;
  /**
   * Reads from the store, once, what is live of a prompt, or a committed version by its number. Throws `prompt-not-found`, `prompt-deleted`,
   * `not-deployed`, `environment-not-found`, `version-not-found`, `version-is-draft`; needs EXECUTE.
   */
  resolve<const Ref extends PromptRef | TypedSlug, Version extends ResolveOptions["version"] = undefined>(
    prompt: Ref,
    options?: ResolveOptions & { readonly version?: Version },
  ): Promise<Resolved<ValuesOf<Ref, Version>>>;
  /**
   * The same calls inside a transaction of the host's database, which the host begins and ends. Their writes become visible when it commits,
   * together with the host's own writes, or not at all. Without transactions in the store, this is a type error, and `invalid-input` at run time.
   */
  within(transaction: Transaction): TenantLedger;
}

/** The calls of one actor in one tenant. */
export function tenantLedger(session: LedgerSession): TenantLedger<unknown> {
  const write = writer(session);
  return {
    tenant: session.tenant,
    prompts: promptsOf(session, write),
    versions: versionsOf(session, write),
    deployments: deploymentsOf(session, write),
    history: historyOf(session),
    proof: proofOf(session),
    actors: actorsOf(session),
    access: accessOf(session, write),
    applications: applicationsOf(session, write),
    integrations: integrationsOf(session, write),
    batch: batchWriter(session),
    live: (options) => openLive(session, options),
    resolve: (prompt, options) => resolve(session, prompt, options),
    within: (transaction: unknown) => tenantLedger(within(session, transaction)),
  };
}

async function openLive(session: LedgerSession, options: LiveOptions | undefined): Promise<Live> {
  if (session.views !== null) return liveView(session, session.views, options);
  const message = "cannot be opened inside a transaction, which ends before it; open it outside";
  throw invalidInput([{ field: "live", message }]);
}

/**
 * The session inside a transaction. It has a queue of its own: behind a call of outside that waits for the transaction's end, one of inside
 * would wait forever.
 */
function within(session: LedgerSession, transaction: unknown): LedgerSession {
  const { store } = session;
  if (!("within" in store)) {
    const issues = [{ field: "store", message: "has no transactions; use one on PostgreSQL or PGlite" }];
    throw invalidInput(issues);
  }
  const inside = (store as TransactionalEventStore<unknown>).within(transaction);
  return {
    ...session,
    store: inside,
    directory: {
      ...actorDirectory(inside.records, session.clock),
      // A person's first write adds an entry, whose row others would wait for until the transaction ends: it is made beside.
      async remember(tenant, actor) {
        void session.directory.remember(tenant, actor).catch(() => undefined);
      },
    },
    keys: apiKeys(inside.records, session.hasher),
    queue: keyedQueue(),
    // Writes of the transaction must not be cached for others, because it may be rolled back.
    recent: recentPrompts(0),
    tenantStreams: tenantStreams(),
    views: null,
  };
}
