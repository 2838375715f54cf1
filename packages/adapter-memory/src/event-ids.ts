import type { RecordedEvent } from "@promptledger/core/adapter";

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
