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
import type { ReadSource } from "../connection/reading.ts";
import { reading } from "../connection/reading.ts";
import { SCRIPTS } from "../connection/scripts.ts";
import { recordedEvents } from "../event-text.ts";
import { SEGMENT } from "../keys.ts";

/** Where events of a tenant are read. */
export interface EventSource extends ReadSource {
  readonly tenant: string;
}

/** Where a tenant's log is read and followed. */
export interface LogSource extends EventSource {
  /** Resolves once the server can be read. */
  ready(): Promise<void>;
  readonly closed: Signal;
  readonly clock: Clock;
  readonly notifier: ChangeNotifier;
}

/** A page has at most so many events, and about so many bytes. */
export const PAGE = { events: 1000, bytes: 4_194_304 };

/** Reads a stretch of the log page by page, up to the head of the moment at which the first event is asked for. */
export function readLog(source: LogSource, range: LogRange): AsyncGenerator<RecordedEvent> {
  const after = placeOf(range.after);
  const limit = range.limit ?? Number.MAX_SAFE_INTEGER;
  const wanted = Math.min(range.until ?? Number.MAX_SAFE_INTEGER, after.position + limit);
  const firstPage = async (): Promise<FirstPage> => {
    await source.ready();
    const { references, head } = await readReferences(source, after, Math.max(0, wanted - after.position));
    return { events: await readEvents(source, after, references), last: Math.min(head, wanted) };
  };
  return readAhead(firstPage, (place, last) => readPage(source, place, last - place.position));
}

/** What a follower of a tenant reads from. */
export function followSource(source: LogSource): FollowSource {
  const { closed, clock, notifier, tenant } = source;
  return {
    closed,
    clock,
    ready: () => source.ready(),
    page: (after) => readPage(source, after, Number.MAX_SAFE_INTEGER),
    waiter: (signal) => notifier.waiter(tenant, signal),
  };
}

/** A page of the events after a place, at most so many. */
async function readPage(source: LogSource, after: Place, most: number): Promise<readonly RecordedEvent[]> {
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
  if (reply === null) throw historyDiverged(after);
  const [position, , ...references] = reply as string[];
  hints.position = Number(position);
  return { head: Number(position), references: references.map(referenceOf) };
}

/** Reads a reference of the log. */
export function referenceOf(text: string): Reference {
  const [version = "", bytes = "", bucket = ""] = text.split(" ", 3);
  const stream = text.slice(version.length + bytes.length + bucket.length + 3);
  return { stream, version: Number(version), bytes: Number(bytes) };
}

/** The events of references that follow a place, as many of them as make a page by their bytes. */
export async function readEvents(
  source: EventSource,
  after: Place,
  references: readonly Reference[],
): Promise<readonly RecordedEvent[]> {
  const ranges = [...rangesOf(references)];
  if (ranges.length === 0) return [];
  const read = reading(source);
  const answers = ranges.map(([stream, { first, last }]) => read.events(stream, first, last));
  const eventId = after.eventId ?? "";
  const cursor = read.fields(source.keys.ids(eventId), [eventId]);
  await read.run();
  if (eventId !== "" && Number(cursor()[0]) !== after.position) throw historyDiverged(after);
  const events = ranges.flatMap(([stream, { first }], index) =>
    recordedEvents(answers[index]?.() ?? [], source.tenant, stream, first),
  );
  events.sort((left, right) => left.position - right.position);
  // What a failover took away between the two calls is missing, or has another position.
  const whole = events.findIndex(({ position }, index) => position !== after.position + index + 1);
  return whole < 0 ? events : events.slice(0, whole);
}

/** The first and the last version of each stream that the references of a page name. */
function rangesOf(
  references: readonly Reference[],
): ReadonlyMap<string, { readonly first: number; readonly last: number }> {
  const ranges = new Map<string, { readonly first: number; readonly last: number }>();
  let bytes = 0;
  for (const [index, { stream, version, bytes: size }] of references.entries()) {
    bytes += size;
    if (index > 0 && bytes > PAGE.bytes) break;
    ranges.set(stream, { first: ranges.get(stream)?.first ?? version, last: version });
  }
  return ranges;
}
