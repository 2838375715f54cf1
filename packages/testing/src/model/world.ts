import type { EventStore, TenantLedger } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import type { Result } from "./call-facade.ts";
import type { LogWatcher } from "./log-watcher.ts";
import type { Write } from "./model-ledger.ts";
import type { ModelTenant } from "./model-state.ts";

/** One tenant under test: the ledger, the model, and what was seen so far. */
export interface World {
  readonly tenant: string;
  readonly store: EventStore;
  /** By actor. */
  readonly ledgers: ReadonlyMap<string, TenantLedger>;
  readonly watcher: LogWatcher;
  /** The stored events, by stream. */
  readonly streams: Map<string, RecordedEvent[]>;
  model: ModelTenant;
  head: number;
  /** The model at each head that there was. */
  readonly past: Map<number, ModelTenant>;
  /** The writes under a command id, with what was answered first. */
  readonly remembered: Map<Write, Extract<Result, { readonly status: "answered" }>>;
}
