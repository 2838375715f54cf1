import type { EventStore, TenantLedger } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import type { Result } from "./call-facade.ts";
import type { LogWatcher } from "./log-watcher.ts";
import type { Write } from "./model-ledger.ts";
import type { ModelTenant } from "./model-state.ts";

/** One tenant under test: its ledgers, its model, and what the test has seen so far. */
export interface TestTenant {
  readonly tenant: string;
  readonly store: EventStore;
  /** One ledger per actor, by the actor's id. */
  readonly ledgers: ReadonlyMap<string, TenantLedger>;
  readonly watcher: LogWatcher;
  /** The stored events, by stream. */
  readonly streams: Map<string, RecordedEvent[]>;
  /** The state that the model expects now. */
  model: ModelTenant;
  /** The position of the last event in the log. */
  head: number;
  /** The model's state at each earlier position at which a write ended. */
  readonly modelByPosition: Map<number, ModelTenant>;
  /** The writes that had a command id, each with its first answer. */
  readonly firstAnswers: Map<Write, Extract<Result, { readonly status: "answered" }>>;
}
