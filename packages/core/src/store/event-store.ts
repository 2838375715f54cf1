import type { CallOptions } from "../ports/call-options.ts";
import type { AppendBatch, AppendResult } from "./append.ts";
import type { Catalog } from "./catalog.ts";
import type { Cursor } from "./cursor.ts";
import type { EventQuery } from "./event-query.ts";
import type { LoadRequest, LoadResult } from "./load.ts";
import type { FollowRequest, FollowTenantsRequest, LogRange, TenantHead, TenantRange } from "./log.ts";
import type { RecordStore } from "./record-store.ts";
import type { RecordedEvent } from "./recorded-event.ts";

/** The progress of a rebuild. */
export interface RebuildProgress {
  /** The number of streams so far, with the current one. */
  readonly done: number;
  /** The number of streams in total. */
  readonly total: number;
  /** One line for each document of the current stream that differed from its events. */
  readonly differences: readonly string[];
}

/** The result of a restore. */
export interface RestoreResult {
  /** The last event of the tenant's log afterwards. */
  readonly head: Cursor;
  /** The number of events that were added. */
  readonly events: number;
}

/**
 * Keeps the histories of tenants, each ONE log with gapless positions 1, 2, 3, ... in commit order.
 *
 * Guarantees, each proved by the contract suite's clauses of that family: AP atomic appends; EV expected versions; CM commands
 * applied once; TI times are the store's; RD texts are redacted with an append; RA the log without gaps, no event seen before its predecessor; QL queries over the log; RT stored texts are returned byte for byte;
 * DO documents match their streams; CA the catalog; FO followers; RE restore and rebuild; TE tenants are separate and listed;
 * RC records; LI limits; LC life cycle.
 *
 * Throws `LedgerError`s: `invalid-input` and `too-large` before anything is sent, `command-id-reused`, `time-in-future`, `duplicate-event`,
 * `history-diverged`, `store-closed`, `unavailable`, `outcome-unknown`.
 *
 * The ledger ends a call itself when the call's `signal` aborts. A store gets the signal to end real work: it may stop a query, and it must not
 * begin what waits. It throws `unavailable` for an append only if that append will never be written.
 */
export interface EventStore {
  /**
   * Appends events, documents and the command's record, all or none.
   *
   * Guarantees (AP-1 to AP-10, EV-1 to EV-12, CM-1 to CM-8, TI-1 to TI-5): AP-1 atomic; AP-2 versions consecutive; AP-3 positions consecutive; AP-8
   * `recordedAt` never goes back; EV-7 a conflict names the first stream of the batch that is not as expected; CM-1 a repeated command
   * id changes nothing and returns the first answer; CM-8 this is checked before anything else; TI-1 `recordedAt` is the later of the last event's one and the
   * time of the server, or in memory of the process; TI-3 an event with a later `occurredAt` is refused with `time-in-future`.
   *
   * With `redactions`, it also gives events of the log other texts, in the same step (RD-1 to RD-5). Nothing else ever changes an event. Throws
   * `history-diverged` if the log does not hold one of these events.
   */
  append(batch: AppendBatch, options?: CallOptions): Promise<AppendResult>;
  /** Loads streams, documents and a command of one tenant in one round trip, all of one moment (RA-9, CM-4, DO-2, DO-6 to DO-9, DO-12). */
  load(tenant: string, request: LoadRequest, options?: CallOptions): Promise<LoadResult>;
  /** Reads the log in position order, up to the head at the start of the read (RA-1 to RA-8). */
  readLog(tenant: string, range: LogRange, options?: CallOptions): AsyncIterable<RecordedEvent>;
  /**
   * Finds events of the log by time, stream, type and actor: exactly those that match, each once, in the order of the query, up to the head at
   * the start of the read (QL-1 to QL-9).
   */
  queryLog(tenant: string, query: EventQuery, options?: CallOptions): AsyncIterable<RecordedEvent>;
  /**
   * Reads the log, then waits for new events, until the signal aborts or the store is closed (FO-1 to FO-6). It ends with `history-diverged`
   * once the log no longer holds the event that it returned last (FO-7, FO-8). While the storage is unavailable, it waits, tries again less and
   * less often, and continues without losing or repeating an event (FO-9); after half a minute it throws the error of the storage.
   */
  follow(tenant: string, request: FollowRequest): AsyncIterable<RecordedEvent>;
  /**
   * Lists the tenants that have events, each with the last event of its log: every tenant that had one before the call, and no tenant without
   * events. Ordered by the code points of their names (TE-6 to TE-8).
   */
  tenants(range?: TenantRange, options?: CallOptions): AsyncIterable<TenantHead>;
  /**
   * Names each tenant that has events, then waits, and names each tenant again that has new ones, also a new tenant, until the signal aborts
   * or the store is closed (TE-9 to TE-12). Several appends may be named once, and a tenant may be named though nothing is new. While the storage is
   * unavailable, it waits and tries again as `follow` does.
   */
  followTenants(request?: FollowTenantsRequest): AsyncIterable<string>;
  /** Queries over the documents. */
  readonly catalog: Catalog;
  /** Small mutable records beside the log: the actor directory, API keys, checkpoints. */
  readonly records: RecordStore;
  /**
   * Adds events of another ledger with their ids, positions and times. The first event must follow the tenant's head. Call `rebuild`
   * afterwards to create the documents. Each chunk of 1,000 events is written as a whole or not at all (RE-1 to RE-4, RE-9, LI-8).
   */
  restore(
    tenant: string,
    events: Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>,
  ): Promise<RestoreResult>;
  /**
   * Rebuilds the tenant's documents from its log while appends continue, or with `check` only compares them (RE-5 to RE-8).
   * Yields once for each stream.
   */
  rebuild(tenant: string, options?: { readonly check?: boolean }): AsyncIterable<RebuildProgress>;
  /**
   * Checks that the storage can be used now: the server is as it must be, and it takes a write. Writes one small record, never an event.
   * Throws what is wrong, `unavailable` in most cases (LC-2, LC-5).
   */
  checkHealth(): Promise<void>;
  /** Ends followers and refuses further calls with `store-closed`. A client that the host passed stays open. Idempotent. */
  close(): Promise<void>;
}

/** An event store in a database that the host uses too, so that one transaction can change both. */
export interface TransactionalEventStore<Transaction> extends EventStore {
  /** The store inside a transaction that the host begins and ends. Its `close` does nothing. */
  within(transaction: Transaction): EventStore;
}
