import type { RecordedEvent } from "@promptledger/core/adapter";

/** The ids of a log's events, each once. */
export interface EventIds {
  has(id: string): boolean;
  /** Tells of the event that the log has just got. */
  added(id: string): void;
}

/**
 * The ids of a log. One ledger's ids ascend, and as long as they do, an id after the last one is new: a set is made only when the first
 * id comes that does not ascend. A set costs each append time, and each event memory.
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
