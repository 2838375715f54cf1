import type { Decision, Rejection } from "../decider.ts";
import { AT_APPEND, reject } from "../decider.ts";
import type { PromptState } from "../prompt/state.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { LedgerError } from "../errors.ts";
import type { TargetedCommand } from "./command.ts";

/** A refusal that the shell gives before the domain decides. */
export type Refusal = Extract<Decision<never>, { readonly status: "rejected" }>;

/** Refuses a command to a prompt that does not exist, before anything else is said of it. */
export function refuseMissing(
  command: TargetedCommand["command"],
  id: string,
  prompt: PromptState,
): Refusal | null {
  if (command.type === "CreatePrompt" || prompt.status !== "none") return null;
  return reject("prompt-not-found", `there is no prompt with the id ${id}`, "prompt");
}

/** Refuses an imported event that lies in the future, or before the prompt's last one. */
export function refuseByTime(now: number, occurredAt: number | null, prompt: PromptState): Refusal | null {
  if (occurredAt === null) return null;
  if (occurredAt > now)
    return reject("time-in-future", `occurredAt lies ${occurredAt - now} ms in the future`, "occurredAt");
  return prompt.lastEventAt !== AT_APPEND && occurredAt < prompt.lastEventAt
    ? goesBack(prompt.lastEventAt)
    : null;
}

/** The refusal of a time before the last event of a stream. */
export function goesBack(last: number): Refusal {
  return reject(
    "time-goes-back",
    `occurredAt must not lie before the last event, which happened at ${last}`,
    "occurredAt",
  );
}

/** Refuses a write by someone who has not seen the document's last change. */
export function refuseByRevision(
  expected: number | undefined,
  command: TargetedCommand["command"],
  stream: PromptStream,
): Refusal | null {
  if (expected === undefined) return null;
  const actual = revisionOf(command, stream);
  if (actual === expected) return null;
  return reject(
    "revision-mismatch",
    `expected revision ${expected}, but it is ${actual}; read it again`,
    "expected",
  );
}

/** The revision of the document that a command changes: the version that it names, else the prompt. */
function revisionOf(command: TargetedCommand["command"], { prompt, versions }: PromptStream): number {
  switch (command.type) {
    case "EditVersion":
    case "CommitVersion":
    case "DeleteVersion":
      return versions[command.number ?? prompt.draft ?? 0]?.revision ?? prompt.revision;
    default:
      return prompt.revision;
  }
}

/** The error that a rejection is thrown as. */
export function rejectionError({ code, message, field }: Rejection): LedgerError {
  return new LedgerError(code, message, field === undefined ? {} : { issues: [{ field, message }] });
}

/** The error of a command id that comes with another input. */
export function commandIdReused(id: string): LedgerError {
  return new LedgerError(
    "command-id-reused",
    `the command id ${id} was used before with another input or actor; use a new one`,
  );
}
