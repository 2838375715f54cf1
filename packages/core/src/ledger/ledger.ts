import type { Actor } from "../access/actor.ts";
import type { ApiKeys, StoredApiKey } from "../identity/api-keys.ts";
import type { LedgerEvent } from "../history/ledger-event.ts";
import type { TenantLedger } from "./tenant-ledger.ts";

/** Who is asking, and for which tenant. */
export interface Identity {
  /** `[A-Za-z0-9._-]{1,64}`, not beginning with `_`. */
  readonly tenant: string;
  readonly actor: Actor;
  /** What `deploy`, `resolve` and a prompt's `live` stand for where none is named. Default: `production`. */
  readonly environment?: string;
}

/** A consumer of a tenant's events with a stored checkpoint. */
export interface SubscriptionOptions {
  readonly tenant: string;
  /** Names the checkpoint. Of all consumers with the same name, in all processes, one is active at a time. */
  readonly name: string;
  /** Called for one event after the other, in order, at least once each. A thrown error ends the subscription. */
  handler(event: LedgerEvent): void | Promise<void>;
  /** How long another process waits after this one has died, in milliseconds. Default: 10,000. */
  readonly lease?: number;
}

/** A running subscription. */
export interface Subscription {
  /** Settles when it has ended: fulfilled after `stop` or the ledger's `close`, rejected with the handler's error. */
  readonly done: Promise<void>;
  /** Ends it after the event at hand, and gives its ownership up. */
  stop(): Promise<void>;
}

/** The keys that callers of an API come with: of people and admins, and the access keys of applications. For the host's own use. */
export interface LedgerKeys extends ApiKeys {
  /** Whom a key stands for, an application with its roles; null where the application was deleted. */
  identity(key: StoredApiKey): Promise<Pick<Identity, "tenant" | "actor"> | null>;
}

/** A ledger over an event store. `Transaction` is what its store can take part in; `never` where it has no such thing. */
export interface Ledger<Transaction = never> {
  /** The ledger as this actor uses it in this tenant. Throws `invalid-input`. */
  as(identity: Identity): TenantLedger<Transaction>;
  /** Starts a consumer with a stored checkpoint: at least once, in order, one owner among processes. */
  subscribe(options: SubscriptionOptions): Subscription;
  readonly keys: LedgerKeys;
  /** Ends subscriptions, waits for writes under way, and closes the store. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
