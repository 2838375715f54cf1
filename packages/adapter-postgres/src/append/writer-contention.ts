import type { AppendResult, Outcome } from "@promptledger/core/adapter";
import type { Append } from "./append-target.ts";

/** Notices whether other processes write to the tenants that this process writes to. */
export interface WriterContention {
  /** Whether another process has written between the last two calls of this one. */
  readonly isContended: boolean;
  /** Records what a call has written. */
  record(appends: readonly Append[], outcomes: readonly Outcome<AppendResult | symbol>[]): void;
}

/** Compares the positions of consecutive calls. Positions have no gaps, so those in between were written by another process. */
export function writerContention(): WriterContention {
  // Where the log of each tenant of the last call ended after it
  let heads = new Map<string, number>();
  let isContended = false;
  return {
    get isContended() {
      return isContended;
    },
    record(appends, outcomes) {
      const newHeads = new Map<string, number>();
      const gaps: boolean[] = [];
      appends.forEach(({ tenant, streams }, index) => {
        const position = writtenPosition(outcomes[index]);
        if (position === null) return;
        const head = heads.get(tenant);
        // The appends of one call follow each other, so only a tenant's first one can come after a gap.
        if (!newHeads.has(tenant) && head !== undefined) gaps.push(position !== head + eventCount(streams));
        newHeads.set(tenant, position);
      });
      if (gaps.length > 0) isContended = gaps.includes(true);
      if (newHeads.size > 0) heads = newHeads;
    },
  };
}

/** The position of an append that has written something now, or null. */
function writtenPosition(outcome: Outcome<AppendResult | symbol> | undefined): number | null {
  if (outcome === undefined || "error" in outcome || typeof outcome.answer === "symbol") return null;
  const { answer } = outcome;
  return answer.status === "appended" && !answer.repeated ? answer.position : null;
}

function eventCount(streams: Append["streams"]): number {
  return streams.reduce((sum, { events }) => sum + events.length, 0);
}
