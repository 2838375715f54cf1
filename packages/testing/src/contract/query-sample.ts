import type { EventStore } from "@promptledger/core";
import type { EventQuery, RecordedEvent } from "@promptledger/core/adapter";
import type { TestClock } from "../test-clock.ts";
import { aBatch, all, anEvent, append, toStream } from "./sample.ts";

/** An event to append: what queries find it by. */
export interface Deed {
  /** Default: `a`. */
  readonly stream?: string;
  /** Default: `SomethingHappened`. */
  readonly type?: string;
  /** Default: `jane`. */
  readonly actor?: string;
  /** How many milliseconds pass before it is appended. Default: 0. */
  readonly passed?: number;
  /** How long before that it occurred, in milliseconds. Default: it was not imported. */
  readonly ago?: number;
}

/** An event that was appended, with the times that it must have. */
export interface Done extends Required<Pick<Deed, "stream" | "type" | "actor">> {
  readonly id: string;
  readonly recordedAt: number;
  readonly occurredAt: number | null;
}

/** A query for everything, oldest first, by the time of recording. Parts replace its own. */
export function aLogQuery(parts: Partial<EventQuery> = {}): EventQuery {
  return { time: "recorded", order: "oldest", ...parts };
}

/** Appends events one by one, to the stores in turn. */
export async function doAll(
  stores: readonly EventStore[],
  tenant: string,
  clock: TestClock,
  deeds: readonly Deed[],
): Promise<readonly Done[]> {
  const done: Done[] = [];
  for (const [index, deed] of deeds.entries()) {
    const { stream = "a", type = "SomethingHappened", actor = "jane", passed = 0, ago } = deed;
    clock.advance(passed);
    const recordedAt = clock.now();
    const occurredAt = ago === undefined ? null : recordedAt - ago;
    const metadata = JSON.stringify({ actor, commandId: "c" });
    const event = anEvent({ type, metadata, occurredAt });
    const store = stores[index % stores.length] as EventStore;
    await append(store, aBatch(tenant, toStream(stream, "any", [event])));
    done.push({ id: event.id, stream, type, actor, recordedAt, occurredAt });
  }
  return done;
}

/** Events as another ledger recorded them, to be restored. */
export function toRestore(tenant: string, done: readonly Done[]): readonly RecordedEvent[] {
  const versions = new Map<string, number>();
  return done.map(({ id, stream, type, actor, recordedAt, occurredAt }, index) => {
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    const metadata = JSON.stringify({ actor, commandId: "c" });
    return {
      ...anEvent({ id, type, metadata, occurredAt }),
      tenant,
      stream,
      version,
      position: index + 1,
      recordedAt,
    };
  });
}

/** The ids that a query without `after` must find, by looking at every event. */
export function scan(done: readonly Done[], query: EventQuery): readonly string[] {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, streams, types, actors } = query;
  const timeOf = ({ occurredAt, recordedAt }: Done): number =>
    query.time === "recorded" ? recordedAt : (occurredAt ?? recordedAt);
  const found = done
    .filter((one) => timeOf(one) >= from && timeOf(one) <= to)
    .filter(({ stream, type, actor }) => has(streams, stream) && has(types, type) && has(actors, actor))
    // Stable: those of the same time stay in the order of the log.
    .toSorted((left, right) => timeOf(left) - timeOf(right))
    .map(({ id }) => id);
  const ordered = query.order === "oldest" ? found : found.toReversed();
  return ordered.slice(0, query.limit);
}

function has(list: readonly string[] | undefined, value: string): boolean {
  return list?.includes(value) ?? true;
}

/** The ids that a store finds. */
export async function idsOf(
  store: EventStore,
  tenant: string,
  query: EventQuery,
): Promise<readonly string[]> {
  return (await all(store.queryLog(tenant, query))).map(({ id }) => id);
}

/** The ids that a store finds in pages of a size, each after the place of the last event before; at most so many pages. */
export async function idsInPages(
  store: EventStore,
  tenant: string,
  query: EventQuery,
  limit: number,
  most: number,
): Promise<readonly string[]> {
  const ids: string[] = [];
  let last: RecordedEvent | undefined;
  for (let page = 0; page < most; page++) {
    const after = last === undefined ? {} : { after: placeOf(query, last) };
    const events = await all(store.queryLog(tenant, { ...query, ...after, limit }));
    ids.push(...events.map(({ id }) => id));
    last = events.at(-1);
    if (last === undefined || events.length < limit) break;
  }
  return ids;
}

function placeOf({ time }: EventQuery, { recordedAt, occurredAt, position }: RecordedEvent) {
  return { time: time === "recorded" ? recordedAt : (occurredAt ?? recordedAt), position };
}
