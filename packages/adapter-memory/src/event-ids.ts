import type { RecordedEvent, StreamAppend } from "@promptledger/core/adapter";
import { LedgerError } from "@promptledger/core/adapter";

/** The ids of the events in a log. */
export interface EventIds {
  has(id: string): boolean;
  /** Records the id of a new event of the log. */
  added(id: string): void;
}

/**
 * The ids of a log. The ids of one ledger ascend, and as long as they do, an id after the last one is new. The set is created only with the
 * first id that does not ascend, because it costs time for each append and memory for each event.
 */
export function eventIds(log: readonly RecordedEvent[]): EventIds {
  let last = "";
  let set: Set<string> | null = null;
  return {
    has(id) {
      if (set === null) {
        if (id > last) return false;
        set = new Set(log.map((event) => event.id));
      }
      return set.has(id);
    },
    added(id) {
      if (set !== null) set.add(id);
      else if (id > last) last = id;
      else set = new Set(log.map((event) => event.id));
    },
  };
}

/** Throws `duplicate-event` if a batch repeats an id of the log, or one of its own. */
export function checkEventIds(ids: EventIds, streams: readonly StreamAppend[]): void {
  // Most batches are a single event, which cannot repeat another of its batch.
  let first: string | undefined;
  let seen: Set<string> | undefined;
  for (const { events } of streams) {
    for (const { id } of events) {
      if (ids.has(id) || seen?.has(id) === true || first === id) {
        throw new LedgerError(
          "duplicate-event",
          `an event with the id ${id} is in the log; give each event an id of its own`,
        );
      }
      if (first === undefined) first = id;
      else seen = (seen ?? new Set()).add(id);
    }
  }
}
