import type { EventQuery, QuerySource, RecordedEvent, Stretch } from "@promptledger/core/adapter";
import { placeInQuery, queryLog } from "@promptledger/core/adapter";
import { numberOf } from "../connection/database.ts";
import { translated } from "../connection/errors.ts";
import type { Conditions } from "./event-conditions.ts";
import { eventConditions, whereTime } from "./event-conditions.ts";
import { EVENT_COLUMNS, recordedEvent } from "./load.ts";
import type { LogSource } from "./log.ts";

/** The events of a statement have about so many bytes, as far as those before tell. */
const PAGE_BYTES = 4_194_304;

/** Without a limit, a statement returns so many events at first, and then twice as many each time. */
const PAGE = { first: 100, most: 1000 } as const;

/** A statement looks at so many positions at most, so that none takes long. */
const WINDOW = 10_000;

/** Finds the events of a query in a tenant's log. */
export function queryEvents(
  source: Pick<LogSource, "query" | "schema">,
  tenant: string,
  query: EventQuery,
): AsyncGenerator<RecordedEvent> {
  return queryLog(querySource(source, tenant), query);
}

function querySource(
  { query: run, schema }: Pick<LogSource, "query" | "schema">,
  tenant: string,
): QuerySource {
  const select = (columns: string, rest: string, values: readonly unknown[]) =>
    translated(run(`SELECT ${columns} FROM ${schema}.events WHERE ${rest}`, values), "reads");

  const page: Page = async (conditions, order, size) => {
    const rest = `${conditions.text()} ORDER BY ${order} LIMIT ${size}`;
    const rows = await select(EVENT_COLUMNS, rest, conditions.values);
    return rows.map((row) => recordedEvent(tenant, row));
  };

  return {
    async head() {
      const [[head] = []] = await select("position", "tenant = $1 ORDER BY position DESC LIMIT 1", [tenant]);
      return numberOf(head ?? 0);
    },
    async recordedAt(positions) {
      const rows = await select(
        "recorded_at",
        "tenant = $1 AND position = ANY ($2::bigint[]) ORDER BY position",
        [tenant, positions],
      );
      return rows.map(([time]) => numberOf(time));
    },
    byPosition: (query, stretch, which) => byPosition(page, tenant, query, stretch, which),
    imported(query, head) {
      const conditions = (): Conditions => {
        const all = eventConditions(tenant, query);
        all.where(() => "occurred_at IS NOT NULL");
        all.where((value) => `position <= ${value(head)}`);
        return all;
      };
      return byTime(page, query, "occurred_at", conditions);
    },
    ofStreams(query, head) {
      const conditions = (): Conditions => {
        const all = eventConditions(tenant, query);
        all.where((value) => `position <= ${value(head)}`);
        return all;
      };
      const time = query.time === "recorded" ? "recorded_at" : "coalesce(occurred_at, recorded_at)";
      return byTime(page, query, time, conditions);
    },
  };
}

/** Reads a page of the events that meet conditions. */
type Page = (conditions: Conditions, order: string, size: number) => Promise<readonly RecordedEvent[]>;

async function* byPosition(
  page: Page,
  tenant: string,
  query: EventQuery,
  { first, last }: Stretch,
  which: "all" | "native",
): AsyncGenerator<RecordedEvent> {
  const size = pageSize(query);
  const isOldest = query.order === "oldest";
  for (let [low, high] = [first, last]; low <= high; ) {
    const [from, to] = isOldest
      ? [low, Math.min(high, low + WINDOW - 1)]
      : [Math.max(low, high - WINDOW + 1), high];
    const conditions = eventConditions(tenant, query);
    conditions.where((value) => `position BETWEEN ${value(from)} AND ${value(to)}`);
    if (which === "native") conditions.where(() => "occurred_at IS NULL");
    const asked = size.now();
    const events = await page(conditions, isOldest ? "position" : "position DESC", asked);
    yield* events;
    size.seen(events);
    const end = events.length < asked ? undefined : events.at(-1)?.position;
    if (isOldest) low = (end ?? to) + 1;
    else high = (end ?? from) - 1;
  }
}

async function* byTime(
  page: Page,
  query: EventQuery,
  time: string,
  conditions: () => Conditions,
): AsyncGenerator<RecordedEvent> {
  const size = pageSize(query);
  const order = query.order === "oldest" ? `${time}, position` : `${time} DESC, position DESC`;
  for (let { after } = query; ; ) {
    const all = conditions();
    whereTime(all, query, time, after);
    const asked = size.now();
    const events = await page(all, order, asked);
    yield* events;
    size.seen(events);
    const last = events.at(-1);
    if (last === undefined || events.length < asked) return;
    after = placeInQuery(query, last);
  }
}

/** How many events the next page has: more each time, unless the ones before were long. */
function pageSize({ limit = PAGE.first }: EventQuery) {
  let size = Math.min(limit, PAGE.most);
  return {
    now: () => size,
    seen(events: readonly RecordedEvent[]) {
      const bytes = events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 1);
      const fitting = Math.floor((PAGE_BYTES / bytes) * Math.max(events.length, 1));
      size = Math.max(1, Math.min(PAGE.most, 2 * size, fitting));
    },
  };
}
