import { ACCESS_STREAM } from "../access/state.ts";
import { LedgerError } from "../errors.ts";
import type { Cursor } from "../store/cursor.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { draftsAfter, isRelevant } from "./draft-prompt.ts";
import type { EventQueue } from "./event-queue.ts";
import type { Gathered } from "./gather.ts";
import { gather } from "./gather.ts";
import type { LiveTables } from "./live-tables.ts";
import { loadTables } from "./load-tables.ts";
import type { LiveSession } from "./session.ts";
import type { SettleContext } from "./settle.ts";
import { settle } from "./settle.ts";
import type { ViewStanding } from "./standing.ts";
import type { ViewState } from "./view-state.ts";

/** What events are applied to. */
export interface ApplyContext extends SettleContext {
  readonly session: LiveSession;
  readonly standing: ViewStanding;
  readonly state: ViewState;
  readonly queue: EventQueue;
  /** Checks that the actor may still see the view; throws `forbidden`. */
  checkAccess(): Promise<void>;
}

/**
 * Applies the events that wait. Where they change what is live, what they lack is loaded; then the log is read up to the moment of that load, where
 * an append ends, and everything up to there is applied at once. If the storage fails, the events wait again.
 */
export async function applyEvents(
  context: ApplyContext,
  pull: (position: number) => Promise<void>,
): Promise<void> {
  const { session, standing, state, queue, selection } = context;
  const askedAt = session.clock.now();
  const tables = state.tables();
  let events = queue.take();
  try {
    let gathered: Gathered | null = null;
    if (events.some((event) => isRelevant(tables, event))) {
      gathered = await gather(session, tables, selection, draftsAfter(tables, events));
      const end = gathered.head?.position ?? 0;
      if (end < lastOf(events).position) throw shrunk(lastOf(events), end);
      await pull(end);
      const rest = queue.take(end);
      events = [...events, ...rest];
      if (rest.some((event) => isRelevant(tables, event)))
        gathered = await gather(session, tables, selection, draftsAfter(tables, events), gathered);
    }
    if (events.some(({ stream }) => stream === ACCESS_STREAM)) await context.checkAccess();
    const prompts = gathered === null ? new Map() : settle(tables, gathered, context);
    // The head that came with the contents tells as much as one that was asked for.
    if (gathered !== null) standing.heard(lastOf(events).position, askedAt);
    state.apply(prompts, lastOf(events).position);
  } catch (error) {
    queue.putBack(events);
    throw error;
  }
}

/** Everything that a view holds, as it was at one position of the log. */
export async function loadCurrent(
  session: LiveSession,
  context: SettleContext,
): Promise<{ readonly tables: LiveTables; readonly cursor: Cursor }> {
  const { store, tenant } = session;
  const { tables, start, end } = await loadTables(session, context);
  // The pages are of different moments. What happened since the first one is applied once more, to all of them.
  const events: RecordedEvent[] = [];
  for await (const event of store.readLog(tenant, { after: start, until: end.position })) events.push(event);
  const relevant = events.filter((event) => isRelevant(tables, event));
  if (relevant.length > 0) {
    const gathered = await gather(session, tables, context.selection, draftsAfter(tables, relevant));
    tables.replace(settle(tables, gathered, context));
  }
  return { tables, cursor: end };
}

function lastOf(events: readonly RecordedEvent[]): RecordedEvent {
  const last = events.at(-1);
  if (last === undefined) throw new Error("there are no events to apply");
  return last;
}

function shrunk({ position, id }: RecordedEvent, end: number): LedgerError {
  const message = `the log ends at position ${end} and no longer holds the event ${id} at position ${position}; it was restored or failed over`;
  return new LedgerError("history-diverged", message);
}
