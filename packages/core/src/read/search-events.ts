import { WHOLE_TENANT } from "../access/grant.ts";
import { authorizeTarget } from "../authorization/authorize.ts";
import { foldCase } from "../catalog/evaluate.ts";
import type { LedgerEvent } from "../history/ledger-event.ts";
import { decodeEvent } from "../history/ledger-event.ts";
import { spanOf } from "../history/span.ts";
import { textsOf } from "../history/texts-of.ts";
import { newSlices } from "../ports/slices.ts";
import { promptStreamName } from "../prompt/stream.ts";
import type { EventQuery } from "../store/event-query.ts";
import { parseOptions } from "../validation/parse.ts";
import { loadAccess } from "./load.ts";
import { readPrompt } from "./read-prompt.ts";
import { cursorOf, fingerprintOf, placeOfCursor } from "./search-cursor.ts";
import type { FoundEvents, SearchOptions, SearchPageOptions } from "./search-options.ts";
import { searchPageSchema, searchSchema } from "./search-options.ts";
import type { ReadSession } from "./session.ts";
import { sessionUntil } from "./session-until.ts";

/** The events that are about an environment. */
const DEPLOYMENTS: readonly string[] = [
  "VersionDeployed",
  "VersionUndeployed",
] satisfies LedgerEvent["type"][];

/** Finds one page of events. */
export async function searchEvents(
  session: ReadSession,
  options: SearchPageOptions | undefined,
): Promise<FoundEvents> {
  const { cursor, limit = 50, signal, ...search } = parseOptions(searchPageSchema, options);
  const during = sessionUntil(session, signal);
  const query = await queryOf(during, search);
  const { kinds, environment, text } = search;
  const fingerprint = fingerprintOf([session.tenant, query, kinds, environment, text]);
  const place = cursor === undefined ? undefined : placeOfCursor(cursor, fingerprint);
  if (place !== undefined) await checkPlace(during, place);
  const events: LedgerEvent[] = [];
  const after = place === undefined ? {} : { after: { time: place.time, position: place.position } };
  // One more than asked for shows whether there is another page.
  for await (const event of find(during, { ...query, ...after }, search, limit + 1)) events.push(event);
  const last = events.length > limit ? events[limit - 1] : undefined;
  if (last === undefined) return { events, next: null };
  const { at, recordedAt, position, id: eventId } = last;
  const next = cursorOf(fingerprint, { time: search.recorded ? recordedAt : at, position, eventId });
  return { events: events.slice(0, limit), next };
}

/** Finds all events, one after the other. */
export async function* searchAllEvents(
  session: ReadSession,
  options: SearchOptions | undefined,
): AsyncGenerator<LedgerEvent> {
  const { signal, ...search } = parseOptions(searchSchema, options);
  const during = sessionUntil(session, signal);
  yield* find(during, await queryOf(during, search), search);
}

/** The query of a search, once its actor may read what it searches. */
async function queryOf(
  session: ReadSession,
  { actor, types, prompt, environment, from, to, recorded = false, order = "newest" }: SearchOptions,
): Promise<EventQuery> {
  const span = spanOf({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
  const streams = prompt === undefined ? {} : { streams: [await streamOf(session, prompt)] };
  if (prompt === undefined) authorizeTarget(session, await loadAccess(session), "READ", WHOLE_TENANT);
  const wanted =
    environment === undefined
      ? types
      : DEPLOYMENTS.filter((type) => types === undefined || types.some((one) => one === type));
  return {
    time: recorded ? "recorded" : "happened",
    order,
    ...span,
    ...streams,
    ...(wanted === undefined ? {} : { types: wanted }),
    ...(actor === undefined ? {} : { actors: typeof actor === "string" ? [actor] : actor }),
  };
}

async function streamOf(session: ReadSession, prompt: NonNullable<SearchOptions["prompt"]>): Promise<string> {
  const { stream } = await readPrompt(session, prompt, { permission: "READ" });
  return promptStreamName(stream.prompt.id);
}

/** Throws `history-diverged` if the log no longer has the event that a cursor names. */
async function checkPlace(
  { store, tenant }: ReadSession,
  { position, eventId }: { readonly position: number; readonly eventId: string },
): Promise<void> {
  for await (const _ of store.readLog(tenant, { after: { position, eventId }, limit: 0 })) return;
}

async function* find(
  { store, tenant, signal }: ReadSession,
  query: EventQuery,
  search: SearchOptions,
  limit: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<LedgerEvent> {
  const isFound = filterOf(search);
  const slices = newSlices(signal);
  let left = limit;
  // The store need not find more than asked for, unless some of it is left out here.
  const bounded = isFound === null && Number.isFinite(limit) ? { ...query, limit } : query;
  for await (const recorded of store.queryLog(tenant, bounded)) {
    if (slices.isOver()) await slices.next();
    const event = decodeEvent(recorded);
    if (isFound !== null && !isFound(event)) continue;
    yield event;
    left -= 1;
    if (left === 0) return;
  }
}

/** What a store does not look at; null if the search names nothing of it. */
function filterOf({ kinds, environment, text }: SearchOptions): ((event: LedgerEvent) => boolean) | null {
  if (kinds === undefined && environment === undefined && text === undefined) return null;
  const folded = text === undefined ? null : foldCase(text);
  return (event) =>
    (kinds === undefined || kinds.includes(event.actorKind)) &&
    (environment === undefined || ("environment" in event.data && event.data.environment === environment)) &&
    (folded === null || [...textsOf(event)].some((one) => foldCase(one).includes(folded)));
}
