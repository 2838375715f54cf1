import type { LedgerEvent, Receipt, VersionRef, WriteOptions } from "@promptledger/core";
import type { ModelCommand } from "../model/model-command.ts";
import type { Writer } from "../model/writers.ts";

/** A read of the present. */
export type Read =
  | (OfPrompt & {
      /** The prompt, by `prompts.get`. */
      readonly what: "prompt";
    })
  | (OfPrompt & {
      /** One version of a prompt, by `versions.get`. */
      readonly what: "version";
      /** A number, `current` or `latest`. */
      readonly version: VersionRef;
    })
  | (OfPrompt & {
      /** The first page of the versions of a prompt, newest first, by `versions.list`. */
      readonly what: "versions";
      /** How many versions are on the page. */
      readonly size: number;
    })
  | {
      /** What is live in production under a slug, by `resolve`. */
      readonly what: "live";
      /** The slug of a prompt, which may not exist. */
      readonly slug: string;
    }
  | {
      /** All prompts that are not deleted, by `prompts.find`. */
      readonly what: "prompts";
    }
  | (OfPrompt & {
      /** The events of a prompt, by `history.of`. */
      readonly what: "events";
    })
  | {
      /** A part of the tenant's log, by `history.log`. */
      readonly what: "log";
      /** The position after which it begins. */
      readonly after: number;
      /** The highest number of events. */
      readonly limit: number;
    };

/** What is read of one prompt. */
interface OfPrompt {
  /** The id of the prompt, which may not exist. */
  readonly prompt: string;
}

/** What a client asks of a ledger. */
export type Asked =
  | {
      /** Commands of one write. */
      readonly type: "write";
      /** A single command is sent by its own call, several as a batch. */
      readonly commands: readonly ModelCommand[];
      /** The options of the write. */
      readonly options: WriteOptions & {
        /** Unique in the history, except for repetitions of the same write. */
        readonly commandId: string;
      };
    }
  | {
      /** A read of the present. */
      readonly type: "read";
      /** What is read. */
      readonly read: Read;
    };

/** How a ledger answered: with documents, or with the code of an error. */
export type Outcome =
  | {
      /** A write was acknowledged. */
      readonly status: "written";
      /** The answer to each command, in their order. */
      readonly answers: readonly unknown[];
      /** What the write did. */
      readonly receipt: WriteReceipt;
    }
  | {
      /** A read was answered. */
      readonly status: "read";
      /** What was read, without functions; of events, only what the check compares. */
      readonly answer: unknown;
    }
  | {
      /** The call threw an error of the ledger. */
      readonly status: "refused";
      /** The code of the error. With `outcome-unknown`, a write may have been applied. */
      readonly code: string;
    };

/** The receipt of a write. */
export type WriteReceipt = Receipt;

/** A call that has begun. */
export interface Call {
  /** Unique in the history. */
  readonly id: string;
  /** The name of the process that made the call. */
  readonly process: string;
  /** The tenant that the call is for. */
  readonly tenant: string;
  /** The actor that made the call, and the environment of its session. */
  readonly writer: Writer;
  /** When it began, by the clock of the history: see {@link machineClock}. */
  readonly start: number;
  /** What the call was to do. */
  readonly asked: Asked;
}

/** A call with its outcome. Both `end` and `outcome` are null if the process ended before the answer. */
export interface Operation extends Call {
  /** When it was answered, by the clock of the history; not earlier than `start`. */
  readonly end: number | null;
  /** How it was answered. */
  readonly outcome: Outcome | null;
}

/** An event as a follower saw it. */
export interface Sighting {
  /** The position of the event in the tenant's log. */
  readonly position: number;
  /** The id of the event. */
  readonly id: string;
  /** When it was seen, by the clock of the history. */
  readonly at: number;
}

/** What a follower saw since it last started from the beginning. */
export interface Feed {
  /** The name of the follower, unique in the history. */
  readonly follower: string;
  /** The tenant whose log it followed. */
  readonly tenant: string;
  /** In the order in which it saw them. */
  readonly seen: readonly Sighting[];
  /** True if the follower got `history-diverged`. It then started again, and this feed may hold lost events. */
  readonly diverged: boolean;
  /** True if the follower ran until it had seen everything. */
  readonly complete: boolean;
}

/** A time in which a storage may lose events that it has not acknowledged. */
export interface Failover {
  /** When events may first be lost, by the clock of the history. */
  readonly start: number;
  /** When none can be lost any more, by the clock of the history. */
  readonly end: number;
}

/** Everything that is checked together: what clients and followers saw, and the logs of all tenants afterwards. */
export interface History {
  /** Of all processes, in any order. */
  readonly operations: readonly Operation[];
  /** The whole log of each tenant after the last operation, by tenant. Every tenant of an operation must have one. */
  readonly logs: ReadonlyMap<string, readonly LedgerEvent[]>;
  /** Of all followers, in any order. A follower has another feed each time that it starts from the beginning. */
  readonly feeds: readonly Feed[];
  /** Default: none. */
  readonly failovers?: readonly Failover[];
}
