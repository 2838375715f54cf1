import type { EventQuery, QueryPlace } from "../store/event-query.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { firstPosition } from "./first-position.ts";
import { comparePlaces, placeInQuery } from "./meets-query.ts";

/** Positions of a log, both inclusive. There are none if `last` is before `first`. */
export interface Stretch {
  /** From 1 on. */
  readonly first: number;
  /** At most that of the head. */
  readonly last: number;
}

/** A query for events of streams. */
export type StreamsQuery = EventQuery & Required<Pick<EventQuery, "streams">>;

/**
 * A step of a reading: an event that it found, or null where it only says how far it has read. Without such steps, a reading that finds little would
 * be waited for to its end, while another one has what comes first.
 */
export interface QueryStep {
  /** Where the reading is: it yields nothing more that comes before. */
  readonly place: QueryPlace;
  /** The event at that place that matches, or null. */
  readonly event: RecordedEvent | null;
}

/**
 * What a query reads from. Each reading yields the events that match the query's filters, in its order, and reads little more than it is asked
 * for.
 */
export interface QuerySource {
  /** The position of the head of the log. */
  head(): Promise<number>;
  /** The `recordedAt` of the events at these positions, all of which exist. */
  recordedAt(positions: readonly number[]): Promise<readonly number[]>;
  /** The events at these positions, or only those without `occurredAt`. Their times are within those of the query. */
  byPosition(query: EventQuery, stretch: Stretch, which: "all" | "native"): AsyncIterable<QueryStep>;
  /** The events with `occurredAt`, ordered by it, up to the head. The times of the query must be checked. */
  imported(query: EventQuery, head: number): AsyncIterable<QueryStep>;
  /** The events of the query's streams, up to the head. The times of the query must be checked. */
  ofStreams(query: StreamsQuery, head: number): AsyncIterable<RecordedEvent>;
}

/** The step of an event, or only how far the reading has come with it. */
export function queryStep(query: EventQuery, event: RecordedEvent, isFound = true): QueryStep {
  return { place: placeInQuery(query, event), event: isFound ? event : null };
}

/**
 * Finds events. Since `recordedAt` never goes back, a range of it is a range of positions, and needs no index. Only events with `occurredAt`
 * need one; the answer to when things happened is merged of both.
 */
export async function* queryLog(source: QuerySource, query: EventQuery): AsyncGenerator<RecordedEvent> {
  let left = query.limit ?? Number.POSITIVE_INFINITY;
  if (left <= 0) return;
  for await (const event of inOrder(source, query, await source.head())) {
    yield event;
    left -= 1;
    if (left === 0) return;
  }
}

async function* inOrder(source: QuerySource, query: EventQuery, head: number): AsyncGenerator<RecordedEvent> {
  const { streams, time } = query;
  if (streams !== undefined) return yield* source.ofStreams({ ...query, streams }, head);
  const stretch = await stretchOf(source, query, head);
  const steps =
    time === "recorded"
      ? source.byPosition(query, stretch, "all")
      : merged(query, source.byPosition(query, stretch, "native"), source.imported(query, head));
  for await (const { event } of steps) if (event !== null) yield event;
}

/** The positions of the events that were recorded within the times of a query. */
async function stretchOf(
  { recordedAt }: QuerySource,
  { from, to, after, order }: EventQuery,
  head: number,
): Promise<Stretch> {
  const sideOf = (place: QueryPlace): number =>
    after === undefined ? 0 : comparePlaces({ order: "oldest" }, place, after);
  const [since, until] = order === "oldest" ? [after, undefined] : [undefined, after];
  const isBegun = (place: QueryPlace): boolean =>
    (from === undefined || place.time >= from) && (since === undefined || sideOf(place) > 0);
  const isOver = (place: QueryPlace): boolean =>
    (to !== undefined && place.time > to) || (until !== undefined && sideOf(place) >= 0);
  const first =
    from === undefined && since === undefined ? 1 : await firstPosition(recordedAt, head, isBegun);
  const beyond =
    to === undefined && until === undefined ? head + 1 : await firstPosition(recordedAt, head, isOver);
  return { first, last: beyond - 1 };
}

/** Two readings in the order of a query as one. */
async function* merged(
  query: EventQuery,
  ...readings: readonly [AsyncIterable<QueryStep>, AsyncIterable<QueryStep>]
): AsyncGenerator<QueryStep> {
  const iterators = readings.map((reading) => reading[Symbol.asyncIterator]());
  const nextOf = async (index: number): Promise<QueryStep | null> => {
    const next = await iterators[index]?.next();
    return next === undefined || next.done === true ? null : next.value;
  };
  try {
    // One after the other: a transaction has one connection.
    let left = await nextOf(0);
    let right = await nextOf(1);
    while (left !== null || right !== null) {
      const isLeft = right === null || (left !== null && comparePlaces(query, left.place, right.place) < 0);
      const step = isLeft ? left : right;
      if (step !== null) yield step;
      if (isLeft) left = await nextOf(0);
      else right = await nextOf(1);
    }
  } finally {
    await Promise.all(iterators.map((iterator) => iterator.return?.()));
  }
}
