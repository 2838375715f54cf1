import type { Document, DocumentKey } from "../catalog/document.ts";
import type { StoredCommand } from "./append.ts";
import type { Cursor } from "./cursor.ts";
import type { RecordedEvent } from "./recorded-event.ts";

/** A request for events of one stream: those after `after` (default 0) up to and including `until` (default: all). */
export interface StreamRequest {
  /** The name of the stream, which need not exist. */
  readonly stream: string;
  /** A version of the stream. Default: 0, before the first event. */
  readonly after?: number;
  /** A version of the stream. Default: that of the last event. */
  readonly until?: number;
}

/** What to load together. */
export interface LoadRequest {
  /** The events to read. Default: none. */
  readonly streams?: readonly StreamRequest[];
  /** The documents to read. Default: none. */
  readonly documents?: readonly DocumentKey[];
  /** A command id to look up. */
  readonly command?: string;
}

/** The number of events of a stream, and the requested events in order. */
export interface StreamSlice {
  /** The stream that was asked for. */
  readonly stream: string;
  /** Its number of events, of which only some may be requested; 0 for a stream that does not exist. */
  readonly version: number;
  /** The requested ones, in order. */
  readonly events: readonly RecordedEvent[];
}

/** The result of a load, all of one moment. `streams` and `documents` are in the order of the request. */
export interface LoadResult {
  /** The last event of the tenant's log at that moment. */
  readonly head: Cursor;
  /** One slice for each request. */
  readonly streams: readonly StreamSlice[];
  /** Null for a document that does not exist. */
  readonly documents: readonly (Document | null)[];
  /** What is kept of the command; null if none was asked for, or none with that id is kept. */
  readonly command: StoredCommand | null;
}
