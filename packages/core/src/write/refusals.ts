import type { Rejected } from "../decider.ts";
import { reject } from "../decider.ts";
import type { PromptState } from "../prompt/state.ts";

/** Rejects an imported event with a time before the prompt's last event. The store refuses a time in the future (TI-3). */
export function refuseByTime(occurredAt: number | null, prompt: PromptState): Rejected | null {
  return occurredAt !== null && occurredAt < prompt.lastEventAt ? goesBack(prompt.lastEventAt) : null;
}

/** The rejection of a time before the last event of a stream. */
export function goesBack(last: number): Rejected {
  return reject(
    "time-goes-back",
    `occurredAt must not lie before the last event, which happened at ${last}`,
    "occurredAt",
  );
}

/** Rejects a write if the prompt has changed since the caller read it. */
export function refuseByRevision(expected: number | undefined, { revision }: PromptState): Rejected | null {
  if (expected === undefined || expected === revision) return null;
  const message = `expected revision ${expected} of the prompt, but it is ${revision}; read it again`;
  return reject("revision-mismatch", message, "expected", { expected, actual: revision });
}
