import type { EventQuery, QueryStep, Stretch } from "@promptledger/core/adapter";
import { queryStep } from "@promptledger/core/adapter";
import { eventConditions } from "./event-conditions.ts";
import type { EventReads } from "./event-reads.ts";
import { pageSize } from "./page-size.ts";

/** A statement looks at so many positions at most, so that none takes long. */
const WINDOW = 10_000;

/** Finds events among those at some positions, window by window. */
export async function* eventsByPosition(
  { tenant, page, recordedAt }: EventReads,
  query: EventQuery,
  { first, last }: Stretch,
  which: "all" | "native",
): AsyncGenerator<QueryStep> {
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
    for (const event of events) yield queryStep(query, event);
    size.seen(events);
    const isWhole = events.length < asked;
    const end = (isWhole ? undefined : events.at(-1)?.position) ?? (isOldest ? to : from);
    if (isOldest) low = end + 1;
    else high = end - 1;
    if (!isWhole || which === "all" || low > high) continue;
    const [time = 0] = await recordedAt([end]);
    yield { place: { time, position: end }, event: null };
  }
}
