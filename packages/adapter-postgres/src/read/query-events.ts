import type { EventQuery, QuerySource, RecordedEvent } from "@promptledger/core/adapter";
import { queryLog } from "@promptledger/core/adapter";
import { numberOf } from "../connection/database.ts";
import { translated } from "../connection/errors.ts";
import type { Conditions } from "./event-conditions.ts";
import { eventConditions } from "./event-conditions.ts";
import type { EventReads } from "./event-reads.ts";
import { eventsByPosition } from "./events-by-position.ts";
import { eventsByTime, importedEvents } from "./events-by-time.ts";
import { EVENT_COLUMNS, recordedEvent } from "./load.ts";
import type { LogSource } from "./log.ts";

/** Finds the events of a query in a tenant's log. */
export function queryEvents(
  { query: run, schema, ready }: Pick<LogSource, "query" | "schema" | "ready">,
  tenant: string,
  eventQuery: EventQuery,
): AsyncGenerator<RecordedEvent> {
  const select = (columns: string, rest: string, values: readonly unknown[]) =>
    translated(run(`SELECT ${columns} FROM ${schema}.events WHERE ${rest}`, values), "reads");

  const reads: EventReads = {
    tenant,
    async page(conditions, order, size) {
      const rest = `${conditions.text()} ORDER BY ${order} LIMIT ${size}`;
      const rows = await select(EVENT_COLUMNS, rest, conditions.values);
      return rows.map((row) => recordedEvent(tenant, row));
    },
    async placeAfter(conditions, time, order, skipped) {
      const rest = `${conditions.text()} ORDER BY ${order} OFFSET ${skipped} LIMIT 1`;
      const [row] = await select(`${time}, position`, rest, conditions.values);
      return row === undefined ? null : { time: numberOf(row[0]), position: numberOf(row[1]) };
    },
    async recordedAt(positions) {
      const rest = "tenant = $1 AND position = ANY ($2::bigint[]) ORDER BY position";
      return (await select("recorded_at", rest, [tenant, positions])).map(([time]) => numberOf(time));
    },
  };
  const source: QuerySource = {
    async head() {
      await ready();
      const [[head] = []] = await select("position", "tenant = $1 ORDER BY position DESC LIMIT 1", [tenant]);
      return numberOf(head ?? 0);
    },
    recordedAt: reads.recordedAt,
    byPosition: (query, stretch, which) => eventsByPosition(reads, query, stretch, which),
    imported: (query, head) => importedEvents(reads, query, head),
    ofStreams(query, head) {
      const time = query.time === "recorded" ? "recorded_at" : "coalesce(occurred_at, recorded_at)";
      const conditions = (): Conditions => {
        const all = eventConditions(tenant, query);
        all.where((value) => `position <= ${value(head)}`);
        return all;
      };
      return eventsByTime(reads, query, time, conditions);
    },
  };
  return queryLog(source, eventQuery);
}
