import type { LedgerEvent, VersionRef, WriteOptions } from "@promptledger/core";
import type { ModelCommand } from "../model/model-command.ts";
import type { Writer } from "../model/writers.ts";

/** A read of the present. */
export type Read =
  | { readonly what: "prompt"; readonly prompt: string }
  | { readonly what: "version"; readonly prompt: string; readonly version: VersionRef }
  /** The newest versions of a prompt, in a page of this size. */
  | { readonly what: "versions"; readonly prompt: string; readonly size: number }
  /** What is live under a slug. */
  | { readonly what: "live"; readonly slug: string }
  /** All prompts that are not deleted. */
  | { readonly what: "prompts" }
  /** The events of a prompt. */
  | { readonly what: "events"; readonly prompt: string }
  /** The events of the tenant after a position, at most this many. */
  | { readonly what: "log"; readonly after: number; readonly limit: number };

/** What a client asks of a ledger. */
export type Asked =
  | {
      readonly type: "write";
      readonly commands: readonly ModelCommand[];
      readonly options: WriteOptions & { readonly commandId: string };
    }
  | { readonly type: "read"; readonly read: Read };

/** How a ledger answered: with documents, or with the code of an error. */
export type Outcome =
  | { readonly status: "written"; readonly answers: readonly unknown[]; readonly receipt: WriteReceipt }
  | { readonly status: "read"; readonly answer: unknown }
  | { readonly status: "refused"; readonly code: string };

/** The receipt of a write. */
export interface WriteReceipt {
  readonly changed: boolean;
  readonly position: number;
  readonly repeated: boolean;
}

/** A call that has begun. */
export interface Call {
  /** Unique in the history. */
  readonly id: string;
  readonly process: string;
  readonly tenant: string;
  readonly writer: Writer;
  /** When it began, by the clock of the history: see {@link machineClock}. */
  readonly start: number;
  readonly asked: Asked;
}

/** A call with its outcome. Both `end` and `outcome` are null if the process ended before the answer. */
export interface Operation extends Call {
  readonly end: number | null;
  readonly outcome: Outcome | null;
}

/** An event as a follower saw it. */
export interface Sighting {
  readonly position: number;
  readonly id: string;
  /** When it was seen, by the clock of the history. */
  readonly at: number;
}

/** What a follower saw since it last started from the beginning. */
export interface Feed {
  readonly follower: string;
  readonly tenant: string;
  readonly seen: readonly Sighting[];
  /** True if the follower got `history-diverged`. It then started again, and this feed may hold lost events. */
  readonly diverged: boolean;
  /** True if the follower ran until it had seen everything. */
  readonly complete: boolean;
}

/** A time in which a storage may lose events that it has not acknowledged. */
export interface Failover {
  readonly start: number;
  readonly end: number;
}

/** Everything that is checked together: what clients and followers saw, and the logs of all tenants afterwards. */
export interface History {
  readonly operations: readonly Operation[];
  readonly logs: ReadonlyMap<string, readonly LedgerEvent[]>;
  readonly feeds: readonly Feed[];
  /** Default: none. */
  readonly failovers?: readonly Failover[];
}
