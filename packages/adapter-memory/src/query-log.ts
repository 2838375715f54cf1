import type { EventQuery, QueryPlace, RecordedEvent, Signal } from "@promptledger/core/adapter";
import { comparePlaces, isWithin, meetsFilters, newSlices, placeInQuery } from "@promptledger/core/adapter";
import { readTenant } from "./log.ts";
import type { MemoryStorage } from "./storage.ts";

/** Finds events among all of the log up to the head at the time when the first one is requested. */
export async function* queryLog(
  storage: MemoryStorage,
  name: string,
  query: EventQuery,
  signal?: Signal,
): AsyncGenerator<RecordedEvent> {
  const { log } = readTenant(storage, name);
  let left = query.limit ?? Number.POSITIVE_INFINITY;
  if (left <= 0) return;
  const slices = newSlices(signal);
  const places: QueryPlace[] = [];
  for (let index = 0, head = log.length; index < head; index++) {
    if (slices.isOver()) await slices.next();
    const place = placeInQuery(query, log[index] as RecordedEvent);
    if (isWithin(query, place)) places.push(place);
  }
  // Quick, for all but imported events are in order already.
  places.sort((one, other) => comparePlaces(query, one, other));
  for (const { position } of places) {
    if (slices.isOver()) await slices.next();
    const event = log[position - 1] as RecordedEvent;
    if (!meetsFilters(query, event)) continue;
    yield Object.freeze(event);
    left -= 1;
    if (left === 0) return;
  }
}
