import type { Document, DocumentAddress } from "../catalog/document.ts";
import type { ExpectedVersion } from "./expected-version.ts";
import type { NewEvent } from "./recorded-event.ts";

/** What goes to one stream: an expectation, and with zero events a pure check. */
export interface StreamAppend {
  readonly stream: string;
  readonly expected: ExpectedVersion;
  readonly events: readonly NewEvent[];
  /**
   * The id of the event that the stream must end with; another one is a conflict, also where the number of events is the expected one. It
   * tells a stream from one that took other events after a failover or a restored backup. With a number from 1 on as `expected` only.
   */
  readonly lastEvent?: string;
  /** The documents of this stream that these events change, as they are afterwards. */
  readonly documents?: readonly Document[];
  /** The documents of this stream to delete. */
  readonly removed?: readonly DocumentAddress[];
}

/** The command behind an append; its id makes the append idempotent. */
export interface CommandRecord {
  /** Unique in its tenant; 1 to 255 characters. */
  readonly id: string;
  /** A hash of the command's input and actor. The same id with another fingerprint is an error. */
  readonly fingerprint: string;
  /** JSON text that tells, when the id comes again, what was answered. */
  readonly result: string;
}

/** Appends to several streams of one tenant, all or none. A stream is named once. */
export interface AppendBatch {
  readonly tenant: string;
  readonly command: CommandRecord;
  readonly streams: readonly StreamAppend[];
}

/** The number of events that a stream has after an append. */
export interface StreamVersion {
  readonly stream: string;
  readonly version: number;
}

/** What the store remembers of a command, for 30 days unless the host says otherwise. */
export interface StoredCommand extends CommandRecord {
  /** The head of the tenant's log when the command was done. */
  readonly position: number;
  readonly recordedAt: number;
  readonly versions: readonly StreamVersion[];
}

/** The append was made, now or, when `repeated`, the first time that its command id came. */
export interface Appended extends Omit<StoredCommand, "id" | "fingerprint"> {
  readonly status: "appended";
  readonly repeated: boolean;
}

/** An expectation was not met: nothing was written. */
export interface Conflict {
  readonly status: "conflict";
  readonly stream: string;
  readonly expected: ExpectedVersion;
  /** The number of events that the stream has. */
  readonly actual: number;
}

/** A race is a value, not an exception. */
export type AppendResult = Appended | Conflict;
