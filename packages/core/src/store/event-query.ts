/** A place in the answer of an {@link EventQuery}: the time of an event, in the query's sense, and its position. */
export interface QueryPlace {
  /** UTC, integer milliseconds. */
  readonly time: number;
  /** The position breaks ties between events of the same time. */
  readonly position: number;
}

/**
 * Which events of a tenant's log to find, and in which order. Every filter that is given must match; an empty list matches nothing. Without
 * filters, all events match.
 */
export interface EventQuery {
  /** What `from`, `to`, `after` and the order mean: when events happened (`occurredAt ?? recordedAt`), or when they were recorded. */
  readonly time: "happened" | "recorded";
  /** By that time, and among events of the same time by position. */
  readonly order: "oldest" | "newest";
  /** Only events at this time or later. UTC, integer milliseconds. */
  readonly from?: number;
  /** Only events at this time or earlier. UTC, integer milliseconds. */
  readonly to?: number;
  /** Only events that come after this place, in the order of the query. It need not be the place of an event. */
  readonly after?: QueryPlace;
  /** Only events of these streams. */
  readonly streams?: readonly string[];
  /** Only events of these types. */
  readonly types?: readonly string[];
  /** Only events whose metadata names one of these actors. */
  readonly actors?: readonly string[];
  /** The highest number of events to find. */
  readonly limit?: number;
}
