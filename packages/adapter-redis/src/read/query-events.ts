import type {
  EventQuery,
  QuerySource,
  QueryStep,
  RecordedEvent,
  StreamsQuery,
  Stretch,
} from "@promptledger/core/adapter";
import {
  comparePlaces,
  isWithin,
  meetsFilters,
  placeInQuery,
  queryLog,
  queryStep,
} from "@promptledger/core/adapter";
import { reading } from "../connection/reading.ts";
import { recordedEvents } from "../event-text.ts";
import { eventsAt } from "./events-at.ts";
import { importedPlaces } from "./imported-places.ts";
import type { EventSource, LogSource, Reference } from "./log.ts";
import { PAGE, readEvents, readReferences } from "./log.ts";

/** So many events are read at first, and then twice as many each time. */
const FIRST_PAGE = 100;

/** Finds the events of a query in a tenant's log. */
export function queryEvents(source: LogSource, query: EventQuery): AsyncGenerator<RecordedEvent> {
  return queryLog(querySource(source), query);
}

function querySource(source: LogSource): QuerySource {
  const { connection, keys } = source;
  return {
    async head() {
      await source.ready();
      return Number(await connection.command("hget", keys.head, ["p"], "reads"));
    },
    recordedAt: async (positions) => (await eventsAt(source, positions)).map(({ recordedAt }) => recordedAt),
    byPosition: (query, stretch, which) => byPosition(source, query, stretch, which),
    imported: (query, head) => imported(source, query, head),
    ofStreams: (query, head) => ofStreams(source, query, head),
  };
}

async function* byPosition(
  source: EventSource,
  query: EventQuery,
  { first, last }: Stretch,
  which: "all" | "native",
): AsyncGenerator<QueryStep> {
  let size = FIRST_PAGE;
  for (let [low, high] = [first, last]; low <= high; size = Math.min(PAGE.events, 2 * size)) {
    const isOldest = query.order === "oldest";
    const page = isOldest
      ? await firstEvents(source, { first: low, last: Math.min(high, low + size - 1) })
      : await lastEvents(source, { first: Math.max(low, high - size + 1), last: high });
    for (const event of page) {
      const isFound = meetsFilters(query, event);
      if (which === "all" || event.occurredAt === null) yield queryStep(query, event, isFound);
    }
    const end = page.at(-1)?.position;
    // What a failover took away is not there any more.
    if (end === undefined) return;
    if (isOldest) low = end + 1;
    else high = end - 1;
  }
}

/** The events at the first of these positions, as many as make a page by their bytes. */
async function firstEvents(source: EventSource, { first, last }: Stretch): Promise<readonly RecordedEvent[]> {
  const before = { position: first - 1, eventId: null };
  const { references } = await readReferences(source, before, last - first + 1);
  return readEvents(source, before, references);
}

/** The events at the last of these positions, as many as make a page by their bytes, the last one first. */
async function lastEvents(source: EventSource, { first, last }: Stretch): Promise<readonly RecordedEvent[]> {
  const before = { position: first - 1, eventId: null };
  const { references } = await readReferences(source, before, last - first + 1);
  const page = lastPage(references);
  const skipped = references.length - page.length;
  const events = await readEvents(source, { position: first - 1 + skipped, eventId: null }, page);
  return events.toReversed();
}

function lastPage(references: readonly Reference[]): readonly Reference[] {
  let bytes = 0;
  const start = references.findLastIndex((reference, index) => {
    bytes += reference.bytes;
    return bytes > PAGE.bytes && index < references.length - 1;
  });
  return references.slice(start + 1);
}

async function* imported(source: EventSource, query: EventQuery, head: number): AsyncGenerator<QueryStep> {
  let positions: number[] = [];
  const read = async (): Promise<readonly QueryStep[]> => {
    const events = await eventsAt(source, positions);
    positions = [];
    return events.map((event) => queryStep(query, event, meetsFilters(query, event)));
  };
  for await (const { position } of importedPlaces(source, query, head)) {
    if (positions.push(position) === FIRST_PAGE) yield* await read();
  }
  yield* await read();
}

async function* ofStreams(
  source: EventSource,
  query: StreamsQuery,
  head: number,
): AsyncGenerator<RecordedEvent> {
  const read = reading(source);
  const answers = [...new Set(query.streams)].map(
    (stream) => [stream, read.stream(stream, 0, Number.MAX_SAFE_INTEGER)] as const,
  );
  await read.run();
  yield* answers
    .flatMap(([stream, answer]) => recordedEvents(answer().entries, source.tenant, stream, 1))
    .filter((event) => event.position <= head && isWithin(query, placeInQuery(query, event)))
    .filter((event) => meetsFilters(query, event))
    .sort((left, right) => comparePlaces(query, placeInQuery(query, left), placeInQuery(query, right)));
}
