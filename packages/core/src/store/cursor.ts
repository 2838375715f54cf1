/**
 * A place in a tenant's log: the last event seen, by position and id.
 *
 * The id lets a store detect that the position now has another event, after a failover or a restored backup. It then throws
 * `history-diverged` instead of continuing silently.
 */
export interface Cursor {
  /** 0 is the place before the first event. */
  readonly position: number;
  /** The id of the event at that position; null at position 0. */
  readonly eventId: string | null;
}

/** The place before the first event of every log. */
export const START: Cursor = Object.freeze({ position: 0, eventId: null });
