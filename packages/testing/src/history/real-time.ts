import type { PositionWindow } from "./anomaly.ts";
import type { Sighting } from "./operation.ts";
import type { SentCommand } from "./sent-command.ts";
import type { TenantLog } from "./tenant-log.ts";
import { countUpTo } from "./tenant-log.ts";

/** What is known of a tenant's log at a time. Times must be asked for in ascending order of `start`. */
export interface RealTime {
  /** The states that an operation may have seen. `end` is null if it never ended. */
  windowOf(start: number, end: number | null): PositionWindow;
  /** Notes that somebody knew at this time that the log reaches this position. */
  known(at: number, position: number): void;
}

interface Known {
  readonly at: number;
  readonly position: number;
}

/** The order of a tenant's log in real time, from when its commands were sent and when followers saw its events. */
export function realTime(
  log: TenantLog,
  commands: ReadonlyMap<string, SentCommand>,
  sightings: readonly Sighting[],
): RealTime {
  const sent = log.appends
    .map(({ commandId, first }) => ({ at: commands.get(commandId)?.start ?? 0, first }))
    .sort((one, other) => one.at - other.at);
  const starts = sent.map(({ at }) => at);
  // The lowest position of what was sent at this index or later.
  const lowest = sent.map(({ first }) => first);
  for (let index = lowest.length - 2; index >= 0; index -= 1)
    lowest[index] = Math.min(lowest[index] ?? 0, lowest[index + 1] ?? 0);
  const head = log.headAfter(log.appends.length);

  const seen = sightings.toSorted((one, other) => one.at - other.at);
  let nextSeen = 0;
  let pending: Known[] = [];
  let from = 0;
  return {
    windowOf(start, end) {
      const rest: Known[] = [];
      for (const one of pending) {
        if (one.at < start) from = Math.max(from, one.position);
        else rest.push(one);
      }
      pending = rest;
      for (let one = seen[nextSeen]; one !== undefined && one.at < start; one = seen[nextSeen]) {
        from = Math.max(from, one.position);
        nextSeen += 1;
      }
      const later = end === null ? undefined : lowest[countUpTo(starts, end)];
      return { from, to: later === undefined ? head : later - 1 };
    },
    known: (at, position) => {
      pending.push({ at, position });
    },
  };
}
