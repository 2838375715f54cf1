import type { LedgerEvent } from "@promptledger/core";
import type { ModelTenant } from "../model/model-state.ts";
import { EMPTY_TENANT } from "../model/model-state.ts";
import { foldAppend } from "./fold-append.ts";
import { groupBy } from "./group-by.ts";

/** Consecutive events of one command: one append, and the tenant after it. */
export interface Append {
  readonly commandId: string;
  /** The position of its first event. */
  readonly first: number;
  /** The position of its last event. */
  readonly last: number;
  readonly events: readonly LedgerEvent[];
  readonly after: ModelTenant;
  /** Why its events could not be folded; null if they could. */
  readonly failure: string | null;
}

/** A tenant's log as appends. Nobody may ever see a part of an append, so the tenant has one state before the first and one after each. */
export interface TenantLog {
  readonly tenant: string;
  readonly events: readonly LedgerEvent[];
  readonly appends: readonly Append[];
  /** The appends of each command. */
  readonly byCommand: ReadonlyMap<string, readonly Append[]>;
  /** The tenant after this many appends. */
  stateAfter(count: number): ModelTenant;
  /** The position of the last event after this many appends. */
  headAfter(count: number): number;
  /** How many appends have begun at or before a position. */
  countAt(position: number): number;
  /** How many events of a stream there are after this many appends. */
  lengthAfter(stream: string, count: number): number;
  /** The events of a stream, in the order of the log. */
  eventsOf(stream: string): readonly LedgerEvent[];
}

/** Folds a log, append by append. */
export function tenantLog(tenant: string, events: readonly LedgerEvent[]): TenantLog {
  const appends = appendsOf(events);
  const byCommand = groupBy(appends, ({ commandId }) => commandId);
  const streams = groupBy(events, ({ stream }) => stream);
  const headAfter = (count: number): number => appends[count - 1]?.last ?? 0;
  const firsts = appends.map(({ first }) => first);
  const positions = new Map(
    [...streams].map(([stream, ofStream]) => [stream, ofStream.map((one) => one.position)]),
  );
  return {
    tenant,
    events,
    appends,
    byCommand,
    stateAfter: (count) => appends[count - 1]?.after ?? EMPTY_TENANT,
    headAfter,
    countAt: (position) => countUpTo(firsts, position),
    lengthAfter: (stream, count) => countUpTo(positions.get(stream) ?? [], headAfter(count)),
    eventsOf: (stream) => streams.get(stream) ?? [],
  };
}

function appendsOf(events: readonly LedgerEvent[]): readonly Append[] {
  const appends: Append[] = [];
  let state = EMPTY_TENANT;
  let start = 0;
  for (const [index, event] of events.entries()) {
    if (events[index + 1]?.commandId === event.commandId) continue;
    const run = events.slice(start, index + 1);
    let failure: string | null = null;
    try {
      state = foldAppend(state, run);
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    const { commandId } = event;
    const first = events[start]?.position ?? 0;
    appends.push({ commandId, first, last: event.position, events: run, after: state, failure });
    start = index + 1;
  }
  return appends;
}

/** How many of ascending numbers are at most `limit`. */
export function countUpTo(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
