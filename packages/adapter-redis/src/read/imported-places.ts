import type { EventQuery, QueryPlace } from "@promptledger/core/adapter";
import { comparePlaces, isWithin } from "@promptledger/core/adapter";
import type { ReadSource } from "../connection/reading.ts";
import { importedSegment } from "../keys.ts";

/** So many places are read from a segment at a time. */
const PAGE = 200;

/** The places of the imported events within the times of a query, in its order, up to the head. */
export async function* importedPlaces(
  source: ReadSource,
  query: EventQuery,
  head: number,
): AsyncGenerator<QueryPlace> {
  const segments = Array.from({ length: importedSegment(head) + 1 }, (_, number) =>
    placesOf(source, query, head, number),
  );
  const nexts = await Promise.all(segments.map((segment) => segment.next()));
  for (;;) {
    const places = nexts.map((next) => (next.done === true ? null : next.value));
    const index = indexOfFirst(query, places);
    const place = places[index];
    if (place === undefined || place === null) return;
    yield place;
    const next = await segments[index]?.next();
    if (next !== undefined) nexts[index] = next;
  }
}

/** The index of the place that comes first in the order of a query; -1 if there is none. */
function indexOfFirst(query: EventQuery, places: readonly (QueryPlace | null)[]): number {
  let first = -1;
  for (const [index, place] of places.entries()) {
    const best = places[first] ?? null;
    if (place !== null && (best === null || comparePlaces(query, place, best) < 0)) first = index;
  }
  return first;
}

async function* placesOf(
  { connection, keys }: ReadSource,
  query: EventQuery,
  head: number,
  number: number,
): AsyncGenerator<QueryPlace, undefined> {
  const { from, to, after, order } = query;
  const isOldest = order === "oldest";
  const low = Math.max(
    from ?? Number.NEGATIVE_INFINITY,
    (isOldest ? after?.time : undefined) ?? Number.NEGATIVE_INFINITY,
  );
  const high = Math.min(
    to ?? Number.POSITIVE_INFINITY,
    (isOldest ? undefined : after?.time) ?? Number.POSITIVE_INFINITY,
  );
  const [command, ...range] = isOldest
    ? (["zrangebyscore", scoreOf(low), scoreOf(high)] as const)
    : (["zrevrangebyscore", scoreOf(high), scoreOf(low)] as const);
  let last: QueryPlace | undefined = after;
  for (let offset = 0; ; offset += PAGE) {
    const args = [...range, "WITHSCORES", "LIMIT", offset, PAGE];
    const found = (await connection.command(command, keys.imported(number), args, "reads")) as string[];
    for (let index = 0; index < found.length; index += 2) {
      const place: QueryPlace = { time: Number(found[index + 1]), position: Number(found[index]) };
      // Imports during the read push others to the next page, which then begins with places that were seen.
      const isNew = last === undefined || comparePlaces(query, last, place) < 0;
      if (!isNew || place.position > head || !isWithin(query, place)) continue;
      last = place;
      yield place;
    }
    if (found.length < 2 * PAGE) return undefined;
  }
}

function scoreOf(time: number): string {
  return Number.isFinite(time) ? String(time) : time < 0 ? "-inf" : "+inf";
}
