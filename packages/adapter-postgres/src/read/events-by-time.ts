import type { EventQuery, QueryStep, RecordedEvent } from "@promptledger/core/adapter";
import { placeInQuery, queryStep } from "@promptledger/core/adapter";
import type { Conditions, Filters } from "./event-conditions.ts";
import { eventConditions, wherePlace, whereTime } from "./event-conditions.ts";
import type { EventReads } from "./event-reads.ts";
import { pageSize } from "./page-size.ts";

/** So many imported events are looked at in a statement: they lie anywhere in the table, so that each is another page of it. */
const WINDOW = 2000;

const TIME = "occurred_at";

/** Finds events by a time, page by page. It suits conditions that few events meet, or all. */
export async function* eventsByTime(
  { page }: Pick<EventReads, "page">,
  query: EventQuery,
  time: string,
  conditions: () => Conditions,
): AsyncGenerator<RecordedEvent> {
  const size = pageSize(query);
  for (let { after } = query; ; ) {
    const all = conditions();
    whereTime(all, query, time, after);
    const asked = size.now();
    const events = await page(all, orderBy(query, time), asked);
    yield* events;
    size.seen(events);
    const last = events.at(-1);
    if (last === undefined || events.length < asked) return;
    after = placeInQuery(query, last);
  }
}

/** Finds events among those that were imported, by when they occurred, window by window. */
export async function* importedEvents(
  reads: EventReads,
  query: EventQuery,
  head: number,
): AsyncGenerator<QueryStep> {
  const imported = (filters: Filters): Conditions => {
    const all = eventConditions(reads.tenant, filters);
    all.where(() => "occurred_at IS NOT NULL");
    all.where((value) => `position <= ${value(head)}`);
    return all;
  };
  const isFiltered = query.types !== undefined || query.actors !== undefined;
  const order = orderBy(query, TIME);
  for (let { after } = query; ; ) {
    const window = imported({});
    whereTime(window, query, TIME, after);
    const end = isFiltered ? await reads.placeAfter(window, TIME, order, WINDOW - 1) : null;
    const conditions = (): Conditions => {
      const all = imported(query);
      if (end !== null) wherePlace(all, TIME, query.order === "oldest" ? "<=" : ">=", end);
      return all;
    };
    const found = eventsByTime(reads, after === undefined ? query : { ...query, after }, TIME, conditions);
    for await (const event of found) yield queryStep(query, event);
    if (end === null) return;
    yield { place: end, event: null };
    after = end;
  }
}

function orderBy({ order }: EventQuery, time: string): string {
  return order === "oldest" ? `${time}, position` : `${time} DESC, position DESC`;
}
