import { LedgerError } from "../errors.ts";
import type { Clock, Signal } from "../ports/clock.ts";
import type { Cursor } from "../store/cursor.ts";
import { START } from "../store/cursor.ts";
import type { FollowRequest } from "../store/log.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { newOutage } from "./outage.ts";
import type { Waiter } from "./waiter.ts";

/** A place in a log. One without an event id is not checked. */
export type Place = Cursor;

/** What a follower of one tenant reads from. */
export interface FollowSource {
  /** Resolves once the storage can be read. Called before each page. */
  ready(): Promise<void>;
  /** A page of the events after a place, in order. Throws `history-diverged` where the log no longer holds the event at that place. */
  page(after: Place): Promise<readonly RecordedEvent[]>;
  /** Waits for the next append, until the signal aborts. */
  waiter(signal: Signal | undefined): Waiter;
  /** Aborts when the store is closed. Followers then end without an error. */
  readonly closed: Signal;
  /** Measures the waits between attempts while the storage is unavailable. */
  readonly clock: Clock;
}

/** The place that a reader starts after. */
export function placeOf(after: Cursor | number): Place {
  if (typeof after === "number") return { position: after, eventId: null };
  return after.position === 0 ? START : after;
}

/** The error for a place whose event is no longer in the log. */
export function historyDiverged({ position, eventId }: Place): LedgerError {
  const message = `the log no longer holds the event ${eventId} at position ${position}; it was restored or failed over: start the follower again`;
  return new LedgerError("history-diverged", message);
}

/**
 * Reads the log page by page, then waits for new events, until the signal aborts or the store is closed. Every page is checked against the
 * last event that was seen: `history-diverged` where the log no longer holds it. While the storage is unavailable, it is asked again, less and
 * less often; after half a minute, its error is thrown.
 */
export async function* followPages(
  source: FollowSource,
  request: FollowRequest,
): AsyncGenerator<RecordedEvent> {
  const { closed, clock } = source;
  const ended = (): boolean => closed.aborted || request.signal?.aborted === true;
  if (ended()) return;
  const waiter = source.waiter(request.signal);
  const start = placeOf(request.after).position;
  let place = firstPlace(request.after);
  const outage = newOutage(clock);
  try {
    while (!ended()) {
      // Whatever is appended from here on ends the next wait, also while this page is read.
      waiter.reset();
      let page: readonly RecordedEvent[];
      try {
        await source.ready();
        page = await source.page(place);
      } catch (error) {
        if (ended()) return;
        await waiter.wait(outage.waitAfter(error));
        continue;
      }
      outage.end();
      for (const event of page) {
        if (ended()) return;
        place = { position: event.position, eventId: event.id };
        if (event.position > start) yield event;
      }
      if (page.length === 0) await waiter.wait();
    }
  } finally {
    waiter.stop();
  }
}

// Where no id is given, the event at the position is read too, so that from then on the follower is checked against it.
function firstPlace(after: Cursor | number): Place {
  if (typeof after !== "number" || after === 0) return placeOf(after);
  return { position: after - 1, eventId: null };
}
