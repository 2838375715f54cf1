import type { EventQuery, RecordedEvent } from "@promptledger/core/adapter";

/** A page has about so many bytes, as far as the one before tells. */
const BYTES = 4_194_304;

/** Without a limit, a page has so many events at first, and each one twice as many as the one before. */
const EVENTS = { first: 100, most: 1000 } as const;

/** How many events the next page has. */
export interface PageSize {
  now(): number;
  /** Tells of a page that was read. */
  seen(events: readonly RecordedEvent[]): void;
}

/** The sizes of the pages of a query: no more than its limit, and fewer events where they are long. */
export function pageSize({ limit = EVENTS.first }: EventQuery): PageSize {
  let size = Math.min(limit, EVENTS.most);
  return {
    now: () => size,
    seen(events) {
      const bytes = events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 1);
      const fitting = Math.floor((BYTES / bytes) * Math.max(events.length, 1));
      size = Math.max(1, Math.min(EVENTS.most, 2 * size, fitting));
    },
  };
}
