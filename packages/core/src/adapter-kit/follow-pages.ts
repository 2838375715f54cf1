import { isLedgerError, LedgerError } from "../errors.ts";
import type { Clock, Signal } from "../ports/clock.ts";
import type { Cursor } from "../store/cursor.ts";
import { START } from "../store/cursor.ts";
import type { FollowRequest } from "../store/event-store.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import type { Waiter } from "./change-notifier.ts";

/** A place in a log. One without an event id is not checked. */
export type Place = Cursor;

/** What a follower of one tenant reads from. */
export interface FollowSource {
  /** A page of the events after a place, in order. Throws `history-diverged` where the log no longer holds the event at that place. */
  page(after: Place): Promise<readonly RecordedEvent[]>;
  waiter(signal: Signal | undefined): Waiter;
  readonly closed: Signal;
  readonly clock: Clock;
}

/** How long a follower waits for a server that is unavailable, in milliseconds, before it throws. */
const GIVE_UP_AFTER = 30_000;

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
 * last event that was seen. A server that is unavailable is asked again for half a minute.
 */
export async function* followPages(
  source: FollowSource,
  request: FollowRequest,
): AsyncGenerator<RecordedEvent> {
  const { closed, clock } = source;
  const ended = (): boolean => closed.aborted || request.signal?.aborted === true;
  if (ended()) return;
  const waiter = source.waiter(request.signal);
  let place = placeOf(request.after);
  let unavailableSince: number | null = null;
  try {
    while (!ended()) {
      // Whatever is appended from here on ends the next wait, also while this page is read.
      waiter.reset();
      let page: readonly RecordedEvent[] = [];
      try {
        page = await source.page(place);
        unavailableSince = null;
      } catch (error) {
        if (ended()) return;
        unavailableSince ??= clock.now();
        if (!isLedgerError(error, "unavailable") || clock.now() - unavailableSince > GIVE_UP_AFTER)
          throw error;
      }
      for (const event of page) {
        if (ended()) return;
        place = { position: event.position, eventId: event.id };
        yield event;
      }
      if (page.length === 0) await waiter.wait();
    }
  } finally {
    waiter.stop();
  }
}
