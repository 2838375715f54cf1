import type { QueryPlace, RecordedEvent } from "@promptledger/core/adapter";
import type { Conditions } from "./event-conditions.ts";

/** What queries over the log ask the database. */
export interface EventReads {
  readonly tenant: string;
  /** The events that meet conditions, in an order, at most so many. */
  page(conditions: Conditions, order: string, size: number): Promise<readonly RecordedEvent[]>;
  /** The place of the event that so many others come before, of those that meet conditions; null if there are fewer. */
  placeAfter(
    conditions: Conditions,
    time: string,
    order: string,
    skipped: number,
  ): Promise<QueryPlace | null>;
  recordedAt(positions: readonly number[]): Promise<readonly number[]>;
}
