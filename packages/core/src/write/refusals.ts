import type { Rejected } from "../decider.ts";
import { reject } from "../decider.ts";
import type { PromptState } from "../prompt/state.ts";

/** Refuses an imported event that lies in the future, or before the prompt's last one. */
export function refuseByTime(now: number, occurredAt: number | null, prompt: PromptState): Rejected | null {
  if (occurredAt === null) return null;
  if (occurredAt > now)
    return reject("time-in-future", `occurredAt lies ${occurredAt - now} ms in the future`, "occurredAt");
  return occurredAt < prompt.lastEventAt ? goesBack(prompt.lastEventAt) : null;
}

/** The refusal of a time before the last event of a stream. */
export function goesBack(last: number): Rejected {
  return reject(
    "time-goes-back",
    `occurredAt must not lie before the last event, which happened at ${last}`,
    "occurredAt",
  );
}

/** Refuses a write by someone who has not seen the prompt's last change. */
export function refuseByRevision(expected: number | undefined, { revision }: PromptState): Rejected | null {
  if (expected === undefined || expected === revision) return null;
  const message = `expected revision ${expected} of the prompt, but it is ${revision}; read it again`;
  return reject("revision-mismatch", message, "expected", { expected, actual: revision });
}
