import { portableHasher } from "../ports/hasher.ts";
import type { QueryPlace } from "../store/event-query.ts";
import { invalidInput } from "../validation/parse.ts";

/** Where a search continues: after this event. */
export interface SearchPlace extends QueryPlace {
  readonly eventId: string;
}

const CURSOR = /^([0-9a-f]{16})_(-?\d{1,16})_(\d{1,16})_(.+)$/u;

/** A short text that is the same only for the same search. */
export function fingerprintOf(search: unknown): string {
  return portableHasher.sha256(JSON.stringify(search)).slice(0, 16);
}

/** The cursor of a place in a search. It is safe in a URL. */
export function cursorOf(fingerprint: string, { time, position, eventId }: SearchPlace): string {
  return `${fingerprint}_${time}_${position}_${encodeURIComponent(eventId)}`;
}

/** The place that a cursor names; `invalid-input` if it is not one of this search. */
export function placeOfCursor(cursor: string, fingerprint: string): SearchPlace {
  const [, search, time, position, id] = CURSOR.exec(cursor) ?? [];
  const eventId = decoded(id ?? "");
  if (search === undefined || eventId === null) throw refused("must be the `next` of a search");
  if (search !== fingerprint)
    throw refused(
      "is the `next` of another search; repeat the options of that search, of which only `limit` may differ",
    );
  return { time: Number(time), position: Number(position), eventId };
}

function refused(message: string): Error {
  return invalidInput([{ field: "cursor", message }]);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
