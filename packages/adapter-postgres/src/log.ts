import type {
  ChangeNotifier,
  Cursor,
  FollowRequest,
  LogRange,
  RecordedEvent,
  Signal,
} from "@promptledger/core/adapter";
import { LedgerError, START } from "@promptledger/core/adapter";
import type { Query } from "./database.ts";
import { numberOf } from "./database.ts";
import { translated } from "./errors.ts";
import { EVENT_COLUMNS, recordedEvent } from "./load.ts";

/** Where a log is read. */
export interface LogSource {
  readonly query: Query;
  /** The schema's name, quoted. */
  readonly schema: string;
  readonly closed: Signal;
  readonly notifier: ChangeNotifier;
}

/** A page has at most so many events, and about so many bytes. */
const PAGE = { events: 1000, bytes: 4_194_304 };

/** Reads a stretch of the log page by page, up to the head of the moment at which the first event is asked for. */
export async function* readLog(
  source: LogSource,
  tenant: string,
  range: LogRange,
): AsyncGenerator<RecordedEvent> {
  const head = await checkedHead(source, tenant, range.after);
  const after = positionOf(range.after);
  const limit = range.limit ?? Number.MAX_SAFE_INTEGER;
  yield* pages(source, tenant, after, Math.min(head, range.until ?? head, after + limit));
}

/** Reads the log and then waits for new events, until the signal aborts or the store is closed. */
export async function* follow(
  source: LogSource,
  tenant: string,
  request: FollowRequest,
): AsyncGenerator<RecordedEvent> {
  const ended = (): boolean => source.closed.aborted || request.signal?.aborted === true;
  if (ended()) return;
  const waiter = source.notifier.waiter(tenant, request.signal);
  try {
    let cursor = await cursorOf(source, tenant, request.after, ended);
    while (!ended()) {
      const before = cursor.position;
      // Whatever is appended from here on wakes the waiter, also while this page is read.
      waiter.reset();
      for await (const event of pages(source, tenant, before, Number.MAX_SAFE_INTEGER)) {
        if (ended()) return;
        cursor = { position: event.position, eventId: event.id };
        yield event;
      }
      if (cursor.position === before) await waiter.wait();
    }
  } catch (error) {
    if (!ended()) throw error;
  } finally {
    waiter.stop();
  }
}

async function cursorOf(
  source: LogSource,
  tenant: string,
  after: Cursor | number,
  ended: () => boolean,
): Promise<Cursor> {
  if (ended()) return START;
  await checkedHead(source, tenant, after);
  return typeof after === "number" ? { position: after, eventId: null } : after;
}

async function* pages(
  { query, schema }: LogSource,
  tenant: string,
  after: number,
  until: number,
): AsyncGenerator<RecordedEvent> {
  let position = after;
  let size = PAGE.events;
  while (position < until) {
    const rows = await translated(
      query(
        `SELECT ${EVENT_COLUMNS} FROM ${schema}.events WHERE tenant = $1 AND position > $2 AND position <= $3 ORDER BY position LIMIT $4`,
        [tenant, position, until, size],
        true,
      ),
      "reads",
    );
    let bytes = 0;
    for (const row of rows) {
      const event = recordedEvent(tenant, row);
      bytes += event.data.length + event.metadata.length;
      position = event.position;
      yield event;
    }
    if (rows.length < size) return;
    // The next page has about as many bytes as may be, going by this one.
    size = Math.min(PAGE.events, Math.max(1, Math.floor((PAGE.bytes / Math.max(bytes, 1)) * rows.length)));
  }
}

/** The head's position; throws where the cursor's event is not in the log. */
async function checkedHead(
  { query, schema }: LogSource,
  tenant: string,
  after: Cursor | number,
): Promise<number> {
  const rows = await translated(
    query(
      `SELECT (SELECT position FROM ${schema}.events WHERE tenant = $1 ORDER BY position DESC LIMIT 1),
        (SELECT id FROM ${schema}.events WHERE tenant = $1 AND position = $2)`,
      [tenant, positionOf(after)],
    ),
    "reads",
  );
  const [head, id] = rows[0] ?? [];
  if (typeof after !== "number" && after.position > 0 && id !== after.eventId) {
    throw new LedgerError(
      "history-diverged",
      `the log no longer holds the event ${after.eventId} at position ${after.position}; it was restored or failed over: start anew`,
    );
  }
  return numberOf(head ?? 0);
}

function positionOf(after: Cursor | number): number {
  return typeof after === "number" ? after : after.position;
}
