/**
 * A place in a tenant's log: the last event seen, by position and id.
 *
 * The id lets a store notice, when the cursor is used again, that this position now holds another event (after a failover or
 * a restored backup): it then throws `history-diverged` instead of going on in silence.
 */
export interface Cursor {
  /** 0 is the place before the first event. */
  readonly position: number;
  /** The id of the event at that position; null at position 0. */
  readonly eventId: string | null;
}

/** The place before the first event of every log. */
export const START: Cursor = Object.freeze({ position: 0, eventId: null });
