import type { Document, DocumentAddress } from "../catalog/document.ts";
import type { ExpectedVersion } from "./expected-version.ts";
import type { NewEvent, RedactedHashes } from "./recorded-event.ts";

/** The append to one stream: an expectation and events. Without events it is only a check. */
export interface StreamAppend {
  /** The name of the stream: 1 to 300 characters. */
  readonly stream: string;
  /** What the stream must be at the moment of the append. Otherwise nothing of the batch is written. */
  readonly expected: ExpectedVersion;
  /** In the order in which they get their versions. */
  readonly events: readonly NewEvent[];
  /**
   * The id of the event that the stream must end with. Another one is a conflict, even if the number of events is the expected one. This
   * detects a stream that has other events after a failover or a restored backup. Needs a number of at least 1 as `expected`.
   */
  readonly lastEvent?: string;
  /** The documents of this stream that these events change, in their new state. */
  readonly documents?: readonly Document[];
  /** The documents of this stream to delete. */
  readonly removed?: readonly DocumentAddress[];
}

/** The command of an append. Its id makes the append idempotent. */
export interface CommandRecord {
  /** Unique in its tenant; 1 to 255 characters. The ledger makes it from the actor and the command id that the caller gave. */
  readonly id: string;
  /** A hash of the command's input and its actor's kind and id; of a command that nobody can repeat, its id. The same id with another fingerprint is an error. */
  readonly fingerprint: string;
  /** JSON text from which the answer is given again when the command is repeated. */
  readonly result: string;
}

/** An append to several streams of one tenant, all or none. Each stream occurs once. */
export interface AppendBatch {
  /** `[A-Za-z0-9._-]{1,64}`. */
  readonly tenant: string;
  /** Its record is written with the events. A command that is stored already is not applied again. */
  readonly command: CommandRecord;
  /** At least one. The first that is not as expected is the conflict. */
  readonly streams: readonly StreamAppend[];
  /** New texts for events of the log, each named once. Default: none. */
  readonly redactions?: readonly Redaction[];
}

/** New texts for an event of the log, because a text in it had to go. All other fields of the event stay as they are. */
export interface Redaction {
  /** The stream of the event: one of the batch, with a number of at least 1 as `expected`. */
  readonly stream: string;
  /** Its number in its stream. */
  readonly version: number;
  /** Its number in its tenant's log. */
  readonly position: number;
  /** Its id. */
  readonly eventId: string;
  /** The `data` that the event has from now on. */
  readonly data: string;
  /** The `metadata` that the event has from now on. */
  readonly metadata: string;
  /** What the event has as `redacted` from now on. */
  readonly redacted: RedactedHashes;
}

/** The number of events that a stream has after an append. */
export interface StreamVersion {
  /** One of the streams of the batch. */
  readonly stream: string;
  /** Its number of events; 0 for a stream that does not exist. */
  readonly version: number;
}

/** What the store keeps of a command, for 30 days by default, by the store's time (TI-2). */
export interface StoredCommand extends CommandRecord {
  /** The head of the tenant's log when the command was applied. */
  readonly position: number;
  /** The time of its append, which is that of its events. UTC, in integer milliseconds. */
  readonly recordedAt: number;
  /** The streams of its append, in the same order, as they were after it. */
  readonly versions: readonly StreamVersion[];
}

/** The append was made now or, if `repeated`, when its command id was first used. */
export interface Appended extends Omit<StoredCommand, "id" | "fingerprint"> {
  /** The batch was written, now or before. */
  readonly status: "appended";
  /** Whether the command id was used before. Then nothing was written now. */
  readonly repeated: boolean;
}

/** An expectation was not met, so nothing was written. */
export interface Conflict {
  /** Nothing was written. */
  readonly status: "conflict";
  /** The first stream of the batch that is not as expected (EV-7). */
  readonly stream: string;
  /** What the batch expected of it. */
  readonly expected: ExpectedVersion;
  /** The number of events that the stream has. */
  readonly actual: number;
}

/** The result of an append. A lost race is a value, not an exception. */
export type AppendResult = Appended | Conflict;
