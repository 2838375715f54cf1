import type { EventQuery, QueryPlace } from "../store/event-query.ts";
import type { EventMetadata, RecordedEvent } from "../store/recorded-event.ts";
import { happenedAt } from "../store/recorded-event.ts";

/** The place of an event in the answer of a query. */
export function placeInQuery({ time }: Pick<EventQuery, "time">, event: RecordedEvent): QueryPlace {
  return { time: time === "recorded" ? event.recordedAt : happenedAt(event), position: event.position };
}

/** Orders places as a query does. */
export function comparePlaces(
  { order }: Pick<EventQuery, "order">,
  left: QueryPlace,
  right: QueryPlace,
): number {
  const difference = left.time - right.time || left.position - right.position;
  return order === "oldest" ? difference : -difference;
}

/** Whether a place is between `from` and `to`, and after `after`. */
export function isWithin(query: EventQuery, place: QueryPlace): boolean {
  const { from, to, after } = query;
  if (from !== undefined && place.time < from) return false;
  if (to !== undefined && place.time > to) return false;
  return after === undefined || comparePlaces(query, after, place) < 0;
}

/** Whether an event matches the query's streams, types and actors. */
export function meetsFilters({ streams, types, actors }: EventQuery, event: RecordedEvent): boolean {
  if (streams !== undefined && !streams.includes(event.stream)) return false;
  if (types !== undefined && !types.includes(event.type)) return false;
  return actors === undefined || actors.includes(actorOf(event));
}

function actorOf({ metadata }: RecordedEvent): string {
  return (JSON.parse(metadata) as EventMetadata).actor;
}
