import type { AppendResult, Outcome } from "@promptledger/core/adapter";
import type { Append } from "./append-target.ts";

/** Notices whether other processes write the tenants that this one writes. */
export interface Crowd {
  readonly isCrowded: boolean;
  /** Takes in what a call has written. */
  note(appends: readonly Append[], answers: readonly Outcome<AppendResult | symbol>[]): void;
}

/** Positions have no gap, so what lies between those of two calls of this process was written by another one. */
export function crowd(): Crowd {
  // Where the log of each tenant of the last call ended with it.
  let ends = new Map<string, number>();
  let isCrowded = false;
  return {
    get isCrowded() {
      return isCrowded;
    },
    note(appends, answers) {
      const now = new Map<string, number>();
      const gaps: boolean[] = [];
      appends.forEach(({ tenant, streams }, index) => {
        const settled = answers[index];
        const answer = settled !== undefined && "answer" in settled ? settled.answer : null;
        if (answer === null || typeof answer === "symbol" || answer.status !== "appended" || answer.repeated)
          return;
        const end = ends.get(tenant);
        // The appends of one call stand side by side; its first one tells.
        if (!now.has(tenant) && end !== undefined) gaps.push(answer.position !== end + eventsOf(streams));
        now.set(tenant, answer.position);
      });
      if (gaps.length > 0) isCrowded = gaps.includes(true);
      if (now.size > 0) ends = now;
    },
  };
}

function eventsOf(streams: Append["streams"]): number {
  return streams.reduce((sum, { events }) => sum + events.length, 0);
}
