import type { EventQuery, QueryPlace } from "@promptledger/core/adapter";

/** Collects the conditions of a statement, with their values. */
export interface Conditions {
  /** Adds a condition; `add` makes a parameter of each value. */
  where(condition: (add: (value: unknown) => string) => string): void;
  /** All conditions, joined by AND. */
  text(): string;
  readonly values: readonly unknown[];
}

/** What the conditions of a query are on, beside times. */
export type Filters = Pick<EventQuery, "streams" | "types" | "actors">;

/** Conditions on the events of a tenant that match the filters of a query. */
export function eventConditions(tenant: string, { streams, types, actors }: Filters): Conditions {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const where: Conditions["where"] = (condition) => void conditions.push(condition(add));
  where((value) => `tenant = ${value(tenant)}`);
  if (streams !== undefined) where((value) => `stream = ANY (${value(streams)}::text[])`);
  if (types !== undefined) where((value) => `type = ANY (${value(types)}::text[])`);
  if (actors !== undefined) where((value) => `metadata::json ->> 'actor' = ANY (${value(actors)}::text[])`);
  return { where, text: () => conditions.join(" AND "), values };
}

/** Adds conditions on a time: that it is within those of the query, and that it comes after a place, in the query's order. */
export function whereTime(
  conditions: Conditions,
  { from, to, order }: EventQuery,
  time: string,
  after: QueryPlace | undefined,
): void {
  if (from !== undefined) conditions.where((value) => `${time} >= ${value(from)}`);
  if (to !== undefined) conditions.where((value) => `${time} <= ${value(to)}`);
  if (after !== undefined) wherePlace(conditions, time, order === "oldest" ? ">" : "<", after);
}

/** Adds a condition on the place of an event, by a time. */
export function wherePlace(
  { where }: Conditions,
  time: string,
  comparison: "<" | ">" | "<=" | ">=",
  place: QueryPlace,
): void {
  where(
    (value) =>
      `(${time}, position) ${comparison} (${value(place.time)}::bigint, ${value(place.position)}::bigint)`,
  );
}
