import type { Issue } from "../errors.ts";
import { LedgerError } from "../errors.ts";
import type { Cursor } from "../store/cursor.ts";
import type { RestoreResult } from "../store/event-store.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { checkEvent, checkStream } from "./limits.ts";
import { checkRedacted } from "./redactions.ts";

/** How many events a restore adds at once, all or none. */
const STRETCH = 1000;

/** Splits events into chunks, in order. The last chunk may be smaller. */
export async function* stretches(
  events: Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>,
): AsyncGenerator<readonly RecordedEvent[]> {
  let stretch: RecordedEvent[] = [];
  for await (const event of events) {
    stretch.push(event);
    if (stretch.length < STRETCH) continue;
    yield stretch;
    stretch = [];
  }
  if (stretch.length > 0) yield stretch;
}

/** Where events are restored. */
export interface RestoreTarget {
  /** Adds a stretch of events, all or none. */
  add(stretch: readonly RecordedEvent[]): Promise<void> | void;
  /** The end of the log. */
  head(): Promise<Cursor> | Cursor;
  /** Wakes the tenant's followers. */
  wake(): void;
}

/** Adds events in their order, a stretch at a time. */
export async function restoreStretches(
  { add, head, wake }: RestoreTarget,
  events: Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>,
): Promise<RestoreResult> {
  let count = 0;
  for await (const stretch of stretches(events)) {
    await add(stretch);
    count += stretch.length;
    wake();
  }
  return { head: await head(), events: count };
}

/** How a tenant's log ends. */
export interface LogEnd {
  /** The last event of the tenant's log. */
  readonly head: Cursor;
  /** The `recordedAt` of that event; 0 for an empty log. The next event must not be earlier. */
  readonly recordedAt: number;
  /** The number of events of each stream that has any. */
  readonly versions: ReadonlyMap<string, number>;
}

/** Refuses events that cannot follow the end of a log: `invalid-input` with the field, `too-large`, or `duplicate-event` within the chunk. */
export function checkStretch({ head, recordedAt, versions }: LogEnd, events: readonly RecordedEvent[]): void {
  const reached = new Map(versions);
  const ids = new Set<string>();
  let last = recordedAt;
  events.forEach((event, index) => {
    checkStream(event.stream);
    checkEvent(event, null);
    if (event.redacted !== undefined) checkRedacted(event.redacted, "event.redacted");
    const version = (reached.get(event.stream) ?? 0) + 1;
    // Where the log has events, the first one most often shows that all of it is restored again.
    const isAgain = index === 0 && head.position > 0;
    const hint = `; the log already has ${head.position} events: restore those after them, or into an empty log`;
    expect("position", event.position, head.position + index + 1, event, isAgain ? hint : "");
    expect("version", event.version, version, event);
    if (!Number.isSafeInteger(event.recordedAt)) refuse("recordedAt", "must be integer milliseconds", event);
    if (event.recordedAt < last) refuse("recordedAt", `goes back from ${last} to ${event.recordedAt}`, event);
    if (ids.has(event.id))
      throw new LedgerError("duplicate-event", `an event with the id ${event.id} comes twice`);
    reached.set(event.stream, version);
    ids.add(event.id);
    last = event.recordedAt;
  });
}

function expect(field: string, actual: number, expected: number, event: RecordedEvent, hint = ""): void {
  if (actual !== expected) refuse(field, `must be ${expected}, not ${actual}`, event, hint);
}

function refuse(field: string, message: string, event: RecordedEvent, hint = ""): never {
  const issues: readonly Issue[] = [{ field, message: `${message}, in the event ${event.id}${hint}` }];
  throw new LedgerError("invalid-input", `${field} ${issues[0]?.message}`, { issues });
}
