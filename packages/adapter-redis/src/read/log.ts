import type { ChangeNotifier, Cursor, LogRange, RecordedEvent, Signal } from "@promptledger/core/adapter";
import { LedgerError } from "@promptledger/core/adapter";
import type { ReadSource } from "../connection/reading.ts";
import { SCRIPTS } from "../connection/scripts.ts";
import { recordedEvents } from "../event-text.ts";
import { SEGMENT } from "../keys.ts";

/** Where a tenant's log is read. */
export interface LogSource extends ReadSource {
  readonly tenant: string;
  readonly closed: Signal;
  readonly notifier: ChangeNotifier;
}

/** A page has at most so many events, and about so many bytes. */
const PAGE = { events: 1000, bytes: 4_194_304 };

/** A place in the log; one without an id is not checked. */
export interface Place {
  readonly position: number;
  readonly eventId: string | null;
}

/** Reads a stretch of the log page by page, up to the head of the moment at which the first event is asked for. */
export async function* readLog(source: LogSource, range: LogRange): AsyncGenerator<RecordedEvent> {
  const after = placeOf(range.after);
  const limit = range.limit ?? Number.MAX_SAFE_INTEGER;
  const wanted = Math.min(range.until ?? Number.MAX_SAFE_INTEGER, after.position + limit);
  const first = await readReferences(source, after, Math.max(0, wanted - after.position));
  const until = Math.min(first.head, wanted);
  let page = await readEvents(source, after, first.references);
  for (let place = after; ; page = await readPage(source, place, until - place.position)) {
    for (const event of page) {
      place = { position: event.position, eventId: event.id };
      yield event;
    }
    if (page.length === 0 || place.position >= until) return;
  }
}

/** A page of the events after a place, at most so many. */
export async function readPage(
  source: LogSource,
  after: Place,
  most: number,
): Promise<readonly RecordedEvent[]> {
  const { references } = await readReferences(source, after, most);
  return readEvents(source, after, references);
}

/** An event's stream, its version in it, and how many bytes it has. */
export interface Reference {
  readonly stream: string;
  readonly version: number;
  readonly bytes: number;
}

/** The references of the events after a place, at most a page of them; throws where the log no longer holds the place. */
export async function readReferences(
  { connection, keys, hints }: ReadSource,
  after: Place,
  most: number,
): Promise<{ readonly head: number; readonly references: readonly Reference[] }> {
  const first = Math.floor(after.position / SEGMENT.log);
  const count = Math.min(PAGE.events, most);
  const reply = await connection.run(
    SCRIPTS.log,
    [keys.head, keys.ids(after.eventId ?? ""), keys.log(first), keys.log(first + 1)],
    [after.position, after.eventId ?? "", count, SEGMENT.log, first],
    "reads",
  );
  if (reply === null) throw diverged(after);
  const [position, , ...references] = reply as string[];
  hints.position = Number(position);
  return { head: Number(position), references: references.map(referenceOf) };
}

function referenceOf(text: string): Reference {
  const [version = "", bytes = "", bucket = ""] = text.split(" ", 3);
  const stream = text.slice(version.length + bytes.length + bucket.length + 3);
  return { stream, version: Number(version), bytes: Number(bytes) };
}

/** A stretch of one segment of a stream, which holds every event that a page has of it. */
interface Stretch {
  readonly stream: string;
  readonly first: number;
  last: number;
}

/** The events of references that follow a place, as many of them as make a page by their bytes. */
async function readEvents(
  { connection, keys, tenant }: LogSource,
  after: Place,
  references: readonly Reference[],
): Promise<readonly RecordedEvent[]> {
  const stretches = stretchesOf(references);
  if (stretches.length === 0) return [];
  const names = stretches.map(({ stream, first }) =>
    keys.stream(stream, Math.floor((first - 1) / SEGMENT.stream)),
  );
  const places = stretches.flatMap(({ first, last }) => [
    2 * ((first - 1) % SEGMENT.stream),
    2 * ((last - 1) % SEGMENT.stream) + 1,
  ]);
  const reply = await connection.run(
    SCRIPTS.events,
    [keys.ids(after.eventId ?? ""), ...names],
    [after.position, after.eventId ?? "", ...places],
    "reads",
  );
  if (reply === null) throw diverged(after);
  const events = (reply as string[][]).flatMap((entries, index) => {
    const { stream, first } = stretches[index] as Stretch;
    return recordedEvents(entries, tenant, stream, first);
  });
  events.sort((left, right) => left.position - right.position);
  // What a failover took away between the two calls is not there, or has another place.
  const whole = events.findIndex(({ position }, index) => position !== after.position + index + 1);
  return whole < 0 ? events : events.slice(0, whole);
}

function stretchesOf(references: readonly Reference[]): readonly Stretch[] {
  const stretches = new Map<string, Stretch>();
  let bytes = 0;
  for (const [index, { stream, version, bytes: size }] of references.entries()) {
    bytes += size;
    if (index > 0 && bytes > PAGE.bytes) break;
    const segment = `${Math.floor((version - 1) / SEGMENT.stream)} ${stream}`;
    const known = stretches.get(segment);
    if (known === undefined) stretches.set(segment, { stream, first: version, last: version });
    else known.last = version;
  }
  return [...stretches.values()];
}

/** The place that a cursor names. */
export function placeOf(after: Cursor | number): Place {
  if (typeof after === "number") return { position: after, eventId: null };
  return after.position === 0 ? { position: 0, eventId: null } : after;
}

function diverged({ position, eventId }: Place): LedgerError {
  return new LedgerError(
    "history-diverged",
    `the log no longer holds the event ${eventId} at position ${position}; it was restored or failed over: start again`,
  );
}
