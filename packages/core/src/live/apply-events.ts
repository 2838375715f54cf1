import { ACCESS_STREAM } from "../access/state.ts";
import { LedgerError } from "../errors.ts";
import { decodeEvent } from "../history/ledger-event.ts";
import { promptOfStream } from "../prompt/stream.ts";
import type { Cursor } from "../store/cursor.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { draftsAfter, isRelevant } from "./draft-prompt.ts";
import type { EventQueue } from "./event-queue.ts";
import type { Gathered } from "./gather.ts";
import { gather } from "./gather.ts";
import type { LiveTables } from "./live-tables.ts";
import type { WantedContent } from "./load-contents.ts";
import { contentKey, loadContents } from "./load-contents.ts";
import { loadTables } from "./load-tables.ts";
import type { Selection } from "./selection.ts";
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
 * an append ends, and everything up to there is applied, append by append. If the storage fails, the events wait again.
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
    let known: Pick<Gathered, "contents"> | null = null;
    if (events.some((event) => isRelevant(tables, event))) {
      const first = await gather(session, tables, selection, draftsAfter(tables, events));
      const end = first.head?.position ?? 0;
      if (end < lastOf(events).position) throw shrunk(lastOf(events), end);
      await pull(end);
      events = [...events, ...queue.take(end)];
      known = first;
    }
    if (events.some(({ stream }) => stream === ACCESS_STREAM)) await context.checkAccess();
    const appends = appendsOf(events, tables);
    // Otherwise each append would load its own, and a view that is behind would fall back further.
    if (known !== null && appends.length > 1) {
      const missing = deploymentsOf(events, selection).filter((one) => !known?.contents.has(contentKey(one)));
      const loaded = missing.length === 0 ? null : await loadContents(session, missing);
      if (loaded !== null) known = { contents: new Map([...known.contents, ...loaded.contents]) };
    }
    for (const append of appends) {
      const isIdle = known === null || !append.some((event) => isRelevant(tables, event));
      const gathered = isIdle
        ? null
        : await gather(session, tables, selection, draftsAfter(tables, append), known);
      const prompts = gathered === null ? new Map() : settle(tables, gathered, context);
      events = events.slice(append.length);
      // The head that came with the contents says as much as one that was asked for.
      if (known !== null && events.length === 0) standing.heard(lastOf(append).position, askedAt);
      state.apply(prompts, lastOf(append).position);
    }
  } catch (error) {
    queue.putBack(events);
    throw error;
  }
}

/** With more appends than this that change something, the view shows only what comes out of them. */
const MOST_SHOWN = 100;

/**
 * The events, append by append: all events of one have the same metadata, except in an import. What nobody could look at in between stays together:
 * events without an effect, and a backlog after an outage.
 */
function appendsOf(
  events: readonly RecordedEvent[],
  tables: LiveTables,
): readonly (readonly RecordedEvent[])[] {
  const relevant = events.filter((event) => isRelevant(tables, event));
  const shown = new Set(relevant.map(({ metadata }) => metadata));
  if (shown.size <= 1 || shown.size > MOST_SHOWN) return [events];
  const appends: RecordedEvent[][] = [];
  for (const event of events) {
    const last = appends.at(-1);
    const before = last?.at(-1);
    const isShown = shown.has(event.metadata) || (before !== undefined && shown.has(before.metadata));
    if (last === undefined || before === undefined || (isShown && !mayBeOneAppend(before, event)))
      appends.push([event]);
    else last.push(event);
  }
  return appends;
}

/** Whether two events in a row may be of one append. That of an import holds the writes of several people, recorded at the same time. */
function mayBeOneAppend(one: RecordedEvent, next: RecordedEvent): boolean {
  if (one.metadata === next.metadata) return true;
  return one.occurredAt !== null && next.occurredAt !== null && one.recordedAt === next.recordedAt;
}

/** Everything that events deployed in environments that the view shows. */
function deploymentsOf(
  events: readonly RecordedEvent[],
  { environments }: Selection,
): readonly WantedContent[] {
  return events.flatMap((recorded): readonly WantedContent[] => {
    const promptId = promptOfStream(recorded.stream);
    if (promptId === null || recorded.type !== "VersionDeployed") return [];
    const event = decodeEvent(recorded);
    if (event.type !== "VersionDeployed" || environments?.has(event.data.environment) === false) return [];
    const { environment, number, contentHash } = event.data;
    return [{ promptId, environment, deployedRevision: event.version, pin: { number, contentHash } }];
  });
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
  if (events.some((event) => isRelevant(tables, event))) {
    const gathered = await gather(session, tables, context.selection, draftsAfter(tables, events));
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
