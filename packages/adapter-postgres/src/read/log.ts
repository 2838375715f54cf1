import type {
  ChangeNotifier,
  Clock,
  FirstPage,
  FollowSource,
  LogRange,
  Place,
  RecordedEvent,
  Signal,
} from "@promptledger/core/adapter";
import { historyDiverged, placeOf, readAhead } from "@promptledger/core/adapter";
import type { Query } from "../connection/database.ts";
import { numberOf } from "../connection/database.ts";
import { translated } from "../connection/errors.ts";
import { EVENTS_IN_A_ROW, PACKED_LOG, unpackLog } from "./packed-events.ts";

/** Where a log is read. */
export interface LogSource {
  readonly query: Query;
  /** The schema's name, quoted. */
  readonly schema: string;
  /** Resolves once the schema can be read. */
  ready(): Promise<void>;
  readonly closed: Signal;
  readonly clock: Clock;
  readonly notifier: ChangeNotifier;
}

/** A page has at most so many events, and about so many bytes. */
const PAGE = { events: 1000, bytes: 4_194_304 };

/** Reads a stretch of the log page by page, up to the head of the moment at which the first event is asked for. */
export function readLog(
  source: LogSource,
  tenant: string,
  { after, until = Number.MAX_SAFE_INTEGER, limit = Number.MAX_SAFE_INTEGER }: LogRange,
): AsyncGenerator<RecordedEvent> {
  const pageAfter = pageReader(source, tenant);
  const start = placeOf(after);
  const wanted = Math.min(until, start.position + limit);
  const firstPage = async (): Promise<FirstPage> => {
    await source.ready();
    const { events, head } = await pageAfter(start, wanted);
    return { events, last: Math.min(wanted, head) };
  };
  return readAhead(firstPage, async (place, last) => (await pageAfter(place, last)).events);
}

/** What a follower of a tenant reads from. */
export function followSource(source: LogSource, tenant: string): FollowSource {
  const pageAfter = pageReader(source, tenant);
  const { closed, clock, notifier } = source;
  return {
    closed,
    clock,
    ready: () => source.ready(),
    waiter: (signal) => notifier.waiter(tenant, signal),
    page: async (after) => (await pageAfter(after, Number.MAX_SAFE_INTEGER)).events,
  };
}

/** Events that follow one another, and the head of the log at that moment; it is 0 where there are none. */
interface Page {
  readonly events: readonly RecordedEvent[];
  readonly head: number;
}

/** Reads a page of the events after a place, up to a position; throws where the log no longer holds the place. */
function pageReader(source: LogSource, tenant: string) {
  const read = stretchReader(source, tenant);
  return async (after: Place, until: number): Promise<Page> => {
    if (after.eventId === null) return read(after.position + 1, until);
    // The page begins with the last event that was seen, which tells whether the log still holds it.
    const { events, head } = await read(after.position, Math.max(until, after.position));
    if (events[0]?.id !== after.eventId) throw historyDiverged(after);
    return { events: events.slice(1), head };
  };
}

/** Reads a page of the events with these positions, or fewer where they are long. */
function stretchReader({ query, schema }: LogSource, tenant: string) {
  let size = PAGE.events;
  return async (from: number, until: number): Promise<Page> => {
    const head = `(SELECT position FROM ${schema}.events WHERE tenant = $1 ORDER BY position DESC LIMIT 1)`;
    // Sorted before they are packed: each aggregate with an order of its own would sort them again.
    const text = `SELECT ${PACKED_LOG.join(", ")}, ${head} FROM (
        SELECT *, (position - $2) / ${EVENTS_IN_A_ROW} AS part FROM (
          SELECT * FROM ${schema}.events WHERE tenant = $1 AND position >= $2 AND position <= $3 ORDER BY position LIMIT $4
        ) AS page ORDER BY part, position
      ) AS e GROUP BY part ORDER BY part`;
    const rows = await translated(query(text, [tenant, from, until, size], true), "reads");
    const events = rows.flatMap((row) => unpackLog(tenant, row));
    const bytes = events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 1);
    // The next page has about as many bytes as may be, going by this one. Two events: one may be the last that was seen.
    size = Math.min(PAGE.events, Math.max(2, Math.floor((PAGE.bytes / bytes) * Math.max(events.length, 1))));
    return { events, head: numberOf(rows[0]?.at(-1) ?? 0) };
  };
}
