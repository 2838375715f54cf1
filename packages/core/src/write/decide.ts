import type { Rejected } from "../decider.ts";
import type { Workspace } from "../read/load.ts";
import type { Answered } from "./answer.ts";
import { ofCommand } from "./command.ts";
import { decideOnPrompt } from "./decide-prompt.ts";
import { decideOnAccess, decideOnIntegrations } from "./decide-tenant.ts";
import type { Missing } from "./lacking.ts";
import type { SessionWrite, WriteRequest } from "./request.ts";
import type { Deciding, UnitOfWork } from "./unit-of-work.ts";
import { unitOfWork } from "./unit-of-work.ts";

/** The decision on all commands of a write: one answer for each, and the streams after them. */
export interface Decided {
  readonly status: "decided";
  readonly answers: readonly Answered[];
  readonly work: UnitOfWork;
  /** The head of the log that the decision is based on. */
  readonly position: number;
}

/** A rejection, with the index of the command in its write. */
export interface RejectedCommand extends Rejected {
  readonly command: number;
}

/** Decides on all commands of all writes, in order, based on what was loaded. Throws `forbidden`. */
export function decideAll(
  writes: readonly SessionWrite[],
  workspace: Workspace,
): Decided | RejectedCommand | Missing {
  const context = { actor: "", metadata: "", occurredAt: null as number | null, eventId: () => "" };
  const work = unitOfWork(context, workspace);
  const created = new Map<string, string>();
  const answers: Answered[] = [];
  for (const { session, request } of writes) {
    const { ids, clock, actor } = session;
    const { metadata, occurredAt } = request;
    Object.assign(context, { actor: actor.id, metadata, occurredAt, eventId: () => ids.ulid(clock.now()) });
    const deciding: Deciding = { session, request, workspace, work, created };
    for (const [index, write] of request.commands.entries()) {
      const outcome = ofCommand(index, () => decideOne(deciding, write, index));
      if (outcome.status === "rejected") return { ...outcome, command: index };
      if (outcome.status !== "answered") return outcome;
      answers.push(outcome);
    }
  }
  return { status: "decided", answers, work, position: workspace.position };
}

function decideOne(
  deciding: Deciding,
  write: WriteRequest["commands"][number],
  index: number,
): Answered | Rejected | Missing {
  switch (write.aggregate) {
    case "prompt":
      return decideOnPrompt(deciding, write, index);
    case "access":
      return decideOnAccess(deciding, write.command, index);
    case "integration":
      return decideOnIntegrations(deciding, write.command);
  }
}
