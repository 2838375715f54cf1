import type { Cursor } from "../store/cursor.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";

/**
 * The events that a view has got and not yet applied, in the order of the log and without gaps. Several readers of the log may fill it: what another
 * has brought is passed over.
 */
export interface EventQueue {
  /** The last event that was taken in. */
  readonly seen: Cursor;
  readonly length: number;
  /** Takes the next event of the log; one from before is passed over. */
  push(event: RecordedEvent): void;
  /** Takes everything out, up to a position. Default: everything. */
  take(until?: number): readonly RecordedEvent[];
  /** Puts back what could not be applied. */
  putBack(events: readonly RecordedEvent[]): void;
  /** Starts again after a place. */
  restart(after: Cursor): void;
  /** Calls back at each event. */
  onPush(listener: () => void): void;
}

/** Creates an empty queue after a place in the log. */
export function eventQueue(after: Cursor): EventQueue {
  let seen = after;
  let waiting: RecordedEvent[] = [];
  let notify = (): void => undefined;
  return {
    get seen() {
      return seen;
    },
    get length() {
      return waiting.length;
    },
    push(event) {
      if (event.position <= seen.position) return;
      seen = { position: event.position, eventId: event.id };
      waiting.push(event);
      notify();
    },
    take(until = Number.POSITIVE_INFINITY) {
      const end = waiting.findIndex(({ position }) => position > until);
      const taken = end === -1 ? waiting : waiting.slice(0, end);
      waiting = end === -1 ? [] : waiting.slice(end);
      return taken;
    },
    putBack(events) {
      waiting = [...events, ...waiting];
    },
    restart(place) {
      seen = place;
      waiting = [];
    },
    onPush(listener) {
      notify = listener;
    },
  };
}
