import { LedgerError } from "../errors.ts";
import type { Signal } from "../ports/clock.ts";
import { newAbort } from "../ports/clock.ts";
import { storeUntil } from "../store/store-until.ts";
import type { EventQueue } from "./event-queue.ts";
import type { LogFollower } from "./follow-log.ts";
import type { LiveListeners } from "./live-events.ts";
import type { LiveSession } from "./session.ts";
import type { ViewStanding } from "./standing.ts";

/** What asks the store how far the log is. */
export interface HeartbeatContext {
  readonly session: LiveSession;
  readonly standing: ViewStanding;
  readonly queue: Pick<EventQueue, "seen">;
  readonly listeners: Pick<LiveListeners, "emit">;
  readonly follower: LogFollower;
  /** The last error of the storage, or null. */
  lastError(): unknown;
  /** Notes that the storage has answered. */
  answered(): void;
  /** Asks the policy again; throws `forbidden`. */
  recheck(): void;
  readonly closing: Signal;
}

/** A heart that beats. */
export interface Heartbeat {
  /** Looks at once whether the view is stale, or current again. */
  look(): void;
}

/**
 * How long after the view last matched the store the head of the log is asked for, in milliseconds: a connection that waits for notifications is silent
 * when it is dead. While the view loads what is deployed, each load says as much.
 */
const EVERY = 1000;
/** How long an answer may take until the question is asked again, in milliseconds. */
const PATIENCE = 5000;

/** Asks for the head of the log once a second, until the view closes. It reports when the view becomes stale and when it is current again. */
export function heartbeat(context: HeartbeatContext): Heartbeat {
  const { session, standing, queue, listeners, follower, closing } = context;
  const { clock, tenant } = session;
  let isAsking = false;
  let wasStale = false;

  async function ask(): Promise<void> {
    isAsking = true;
    const asked = newAbort();
    const askedAt = clock.now();
    const { seen } = queue;
    void clock.sleep(PATIENCE, asked.signal, { background: true }).then(asked.abort);
    try {
      const { head } = await storeUntil(session.store, asked.signal).load(tenant, {});
      if (seen !== queue.seen && head.position < seen.position) return;
      if (head.position < seen.position || (head.position === seen.position && head.eventId !== seen.eventId))
        throw replaced(seen.position);
      standing.heard(head.position, askedAt);
      context.answered();
      // Followers may wait for longer than this view does.
      await follower.pull(head.position);
    } catch (error) {
      if (closing.aborted) return;
      standing.missed();
      follower.report(error);
    } finally {
      asked.abort();
      isAsking = false;
      look();
    }
  }

  function look(): void {
    const { stale, staleness, position } = standing;
    if (stale === wasStale || closing.aborted) return;
    wasStale = stale;
    if (stale) listeners.emit("stale", { staleness, error: context.lastError() });
    else listeners.emit("current", { position });
  }

  async function beat(): Promise<void> {
    let wait = EVERY;
    while (!closing.aborted) {
      await clock.sleep(wait, closing, { background: true });
      if (closing.aborted) return;
      try {
        context.recheck();
      } catch (error) {
        follower.report(error);
        continue;
      }
      look();
      const early = EVERY - standing.staleness;
      wait = early > 0 ? early : EVERY;
      if (early <= 0 && !isAsking) void ask();
    }
  }
  void beat();
  return { look };
}

function replaced(position: number): LedgerError {
  const message = `the log no longer holds the event at position ${position}; it was restored or failed over`;
  return new LedgerError("history-diverged", message);
}
