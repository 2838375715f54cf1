import { AT_APPEND } from "../decider.ts";
import type { VersionState } from "./state.ts";

/** A version's state with the times filled in that were not known when it was made. */
export function settleVersion(state: VersionState, at: number): VersionState {
  // Its last event is the newest: where that time is known, all are.
  if (state.updatedAt !== AT_APPEND) return state;
  const { createdAt, committedAt } = state;
  return {
    ...state,
    createdAt: knownTime(createdAt, at),
    updatedAt: at,
    committedAt: committedAt === null ? null : knownTime(committedAt, at),
  };
}

/** The time, or where it is not known yet, that of the append. */
export function knownTime(time: number, at: number): number {
  return time === AT_APPEND ? at : time;
}
