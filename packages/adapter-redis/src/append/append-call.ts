import type { AppendBatch, ExpectedVersion } from "@promptledger/core/adapter";
import type { Index } from "../connection/script-arguments.ts";
import type { DocumentWrites } from "./document-writes.ts";

/** An append on its way. Without a command it is not remembered, as a rebuild wants it. */
export type Append = Omit<AppendBatch, "command"> & { readonly command: AppendBatch["command"] | null };

/** An append of a call, with what was learned about it from the server. */
export interface PendingAppend {
  readonly append: Append;
  readonly index: number;
  /** Slugs whose keys the script has asked for. */
  readonly slugs: Set<string>;
}

/** What the script append takes, as JSON. */
export interface AppendCall {
  /** The time of the clock that the store was given. Absent for the time of the server. */
  readonly now: number | undefined;
  readonly rememberedFor: number;
  /** How long Redis keeps a command, in milliseconds. */
  readonly keptFor: number;
  /** How many events a segment of a stream has, and how many references a segment of the log. */
  readonly perSegment: number;
  readonly perLog: number;
  readonly mostChanges: number;
  /** The number of the first declared segment of the log. */
  readonly firstLog: number;
  readonly logs: readonly Index[];
  /** The segments of imported events for the positions of each of `logs`. Absent where no event has `occurredAt`. */
  readonly imported: readonly Index[] | undefined;
  readonly appends: readonly {
    readonly command: { readonly id: string; readonly key: Index; readonly text: Index } | undefined;
    /** When the latest of its events occurred. */
    readonly occurredAt: number | undefined;
    readonly streams: readonly StreamCall[];
    readonly redactions: readonly RedactionCall[] | undefined;
  }[];
  readonly slugs: { readonly [slug: string]: Index };
}

/** What a call says of one stream of an append. */
export interface StreamCall {
  readonly stream: string;
  readonly expected: ExpectedVersion;
  readonly lastEvent: string | undefined;
  readonly segments: readonly Index[];
  readonly events: readonly {
    readonly id: string;
    readonly key: Index;
    readonly text: Index;
    readonly occurredAt: number | undefined;
  }[];
  readonly documents: DocumentWrites | undefined;
}

/** What a call says of an event that is redacted. */
export interface RedactionCall {
  readonly id: string;
  readonly position: string;
  /** The segment of its stream, and the index of its text in it, from 0. Its position stands before. */
  readonly segment: Index;
  readonly entry: number;
  /** The segment of the log, and the index of its reference in it, from 0. */
  readonly log: Index;
  readonly reference: number;
  /** Its new texts. */
  readonly text: Index;
}

/** What the script append answers, as JSON. */
export interface AppendReply {
  readonly position: number;
  readonly recordedAt: number;
  readonly answers: readonly AppendAnswer[];
}

/** What came of one append. The last three ask for keys that were not declared: nothing was written. */
export type AppendAnswer =
  | { readonly status: "appended"; readonly position: number; readonly versions: readonly number[] }
  | { readonly status: "repeated"; readonly command: string }
  | { readonly status: "conflict"; readonly index: number; readonly actual: number }
  | { readonly status: "future" }
  | { readonly status: "duplicate"; readonly id: string }
  | { readonly status: "missing"; readonly index: number }
  | { readonly status: "segments"; readonly index: number; readonly atLeast: number }
  | { readonly status: "log" }
  | { readonly status: "slug"; readonly slug: string };
