import type { Clock } from "../ports/clock.ts";

/** How far an answer is known to hold, and how long ago it was last known to match the store. */
export interface Standing {
  /** A position of the tenant's log. */
  readonly position: number;
  /** In milliseconds. */
  readonly staleness: number;
  readonly stale: boolean;
}

/**
 * How long a view may go without matching the store before it calls itself stale, in milliseconds. The store is asked once a second; so an outage is
 * noticed within two seconds, and a slow answer is not taken for one.
 */
const STALE_AFTER = 1800;

/** The standing of what was read once, at this time. */
export function readOnce(clock: Pick<Clock, "now">, position: number, at: number): Standing {
  return {
    position,
    get staleness() {
      return Math.max(0, clock.now() - at);
    },
    get stale() {
      return this.staleness > STALE_AFTER;
    },
  };
}

/** The standing of what is stale from this time on. */
export function staleSince(clock: Pick<Clock, "now">, position: number, since: number): Standing {
  return {
    position,
    stale: true,
    get staleness() {
      return Math.max(0, clock.now() - since);
    },
  };
}

/** The standing of a live view, which moves with it. */
export interface ViewStanding extends Standing {
  /** Moves to a position of the log. */
  reach(position: number): void;
  /** The head of the log was asked for at a time, and was at a position: once the view has reached it, it matched the store then. */
  heard(head: number, askedAt: number): void;
  /** The store did not answer: the view is stale from now on, until it does. */
  missed(): void;
  /** Starts again, for a log that has replaced the one before. */
  restart(position: number, at: number): void;
}

/** The standing of a view that matched the store at this time. */
export function viewStanding(clock: Pick<Clock, "now">, position: number, at: number): ViewStanding {
  let reached = position;
  let matchedAt = at;
  let isMissing = false;
  let waiting: { readonly head: number; readonly askedAt: number } | null = null;
  const settle = (): void => {
    if (waiting === null || reached < waiting.head) return;
    matchedAt = Math.max(matchedAt, waiting.askedAt);
    waiting = null;
  };
  return {
    get position() {
      return reached;
    },
    get staleness() {
      return Math.max(0, clock.now() - matchedAt);
    },
    get stale() {
      return isMissing || this.staleness > STALE_AFTER;
    },
    reach(to) {
      reached = to;
      settle();
    },
    heard(head, askedAt) {
      isMissing = false;
      // What is waited for first is reached first: a head that moves on all the time must not keep the view stale.
      waiting ??= { head, askedAt };
      settle();
      if (reached >= head) matchedAt = Math.max(matchedAt, askedAt);
    },
    missed() {
      isMissing = true;
    },
    restart(to, restartedAt) {
      reached = to;
      matchedAt = restartedAt;
      isMissing = false;
      waiting = null;
    },
  };
}
