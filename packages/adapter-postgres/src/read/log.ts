import type {
  ChangeNotifier,
  Clock,
  FollowSource,
  LogRange,
  RecordedEvent,
  Signal,
} from "@promptledger/core/adapter";
import { historyDiverged, placeOf } from "@promptledger/core/adapter";
import type { Query } from "../connection/database.ts";
import { numberOf } from "../connection/database.ts";
import { translated } from "../connection/errors.ts";
import { EVENT_COLUMNS, recordedEvent } from "./load.ts";

/** Where a log is read. */
export interface LogSource {
  readonly query: Query;
  /** The schema's name, quoted. */
  readonly schema: string;
  readonly closed: Signal;
  readonly clock: Clock;
  readonly notifier: ChangeNotifier;
}

/** A page has at most so many events, and about so many bytes. */
const PAGE = { events: 1000, bytes: 4_194_304 };

/** Reads a stretch of the log page by page, up to the head of the moment at which the first event is asked for. */
export async function* readLog(
  source: LogSource,
  tenant: string,
  { after, until, limit = Number.MAX_SAFE_INTEGER }: LogRange,
): AsyncGenerator<RecordedEvent> {
  const { position } = placeOf(after);
  const head = await checkedHead(source, tenant, after);
  const last = Math.min(head, until ?? head, position + limit);
  const read = pageReader(source, tenant);
  for (let from = position + 1; from <= last; ) {
    const page = await read(from, last);
    if (page.length === 0) return;
    yield* page;
    from += page.length;
  }
}

/** What a follower of a tenant reads from. */
export function followSource(source: LogSource, tenant: string): FollowSource {
  const read = pageReader(source, tenant);
  const { closed, clock, notifier } = source;
  return {
    closed,
    clock,
    waiter: (signal) => notifier.waiter(tenant, signal),
    async page(after) {
      if (after.eventId === null) return read(after.position + 1, Number.MAX_SAFE_INTEGER);
      // The page begins with the last event that was seen, which tells whether the log still holds it.
      const [seen, ...events] = await read(after.position, Number.MAX_SAFE_INTEGER);
      if (seen?.id !== after.eventId) throw historyDiverged(after);
      return events;
    },
  };
}

/** Reads a page of the events with these positions, or fewer where they are long. */
function pageReader({ query, schema }: LogSource, tenant: string) {
  let size = PAGE.events;
  return async (from: number, until: number): Promise<readonly RecordedEvent[]> => {
    const text = `SELECT ${EVENT_COLUMNS} FROM ${schema}.events WHERE tenant = $1 AND position >= $2 AND position <= $3 ORDER BY position LIMIT $4`;
    const rows = await translated(query(text, [tenant, from, until, size], true), "reads");
    const events = rows.map((row) => recordedEvent(tenant, row));
    const bytes = events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 1);
    // The next page has about as many bytes as may be, going by this one. Two events: one may be the last that was seen.
    size = Math.min(PAGE.events, Math.max(2, Math.floor((PAGE.bytes / bytes) * Math.max(rows.length, 1))));
    return events;
  };
}

/** The head's position; throws where the cursor's event is not in the log. */
async function checkedHead(
  { query, schema }: LogSource,
  tenant: string,
  after: LogRange["after"],
): Promise<number> {
  const place = placeOf(after);
  const text = `SELECT (SELECT position FROM ${schema}.events WHERE tenant = $1 ORDER BY position DESC LIMIT 1),
    (SELECT id FROM ${schema}.events WHERE tenant = $1 AND position = $2)`;
  const [[head, id] = []] = await translated(query(text, [tenant, place.position]), "reads");
  if (place.eventId !== null && id !== place.eventId) throw historyDiverged(place);
  return numberOf(head ?? 0);
}
