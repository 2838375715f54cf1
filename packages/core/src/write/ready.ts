import { isUnlimited } from "../authorization/authorize.ts";
import type { DocumentKey } from "../catalog/document.ts";
import type { Rejected } from "../decider.ts";
import { rejectionError } from "../decider.ts";
import { isLedgerError, LedgerError } from "../errors.ts";
import type { LoadedPrompt, PastVersion } from "../read/load.ts";
import { loadWorkspace, workspaceOf } from "../read/load.ts";
import { promptNotFound } from "../read/read-prompt.ts";
import type { StoredCommand } from "../store/append.ts";
import { refusalOfCommand } from "./command.ts";
import { commandIdReused } from "./command-id.ts";
import type { Decided } from "./decide.ts";
import { decideAll } from "./decide.ts";
import type { UnknownPrompt } from "./decide-prompt.ts";
import { foreseen } from "./lacking.ts";
import { documentsNamedBy, tenantStreamsOf, tenantStreamsOfAll } from "./named.ts";
import type { SessionWrite, WriteRequest } from "./request.ts";
import type { WriteSession } from "./session.ts";

/** The command was applied before. */
export interface DoneBefore {
  readonly status: "done-before";
  readonly command: StoredCommand;
}

/** The highest number of loads in one attempt. Three are enough unless other writers change what is needed meanwhile. */
const ROUNDS = 10;

/** The command that an append stores. `givenId` names it for its caller, if they gave it an id. */
export type CommandOfWrites = Pick<WriteRequest, "command" | "givenId">;

/**
 * Loads until nothing is missing, then decides on one consistent load. Several writes are decided in order, as one append. Throws if a write
 * is rejected.
 */
export async function decideOnLoaded(
  writes: readonly [SessionWrite, ...SessionWrite[]],
  { command: { id, fingerprint }, givenId }: CommandOfWrites,
): Promise<Decided | DoneBefore> {
  const [{ session }] = writes;
  const tenantStreams = tenantStreamsOfAll(writes);
  let documents: readonly DocumentKey[] = documentsNamedBy(writes);
  let past: readonly PastVersion[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const needed = { documents, past, command: id, tenantStreams };
    const workspace = await loadWorkspace(session, needed);
    if (workspace.command !== null) {
      if (workspace.command.fingerprint === fingerprint)
        return { status: "done-before", command: workspace.command };
      throw commandIdReused(givenId ?? id);
    }
    const outcome = foreseen(writes, workspace) ?? decideAll(writes, workspace);
    if (outcome.status === "decided") return outcome;
    if (outcome.status === "rejected")
      throw refusalOfCommand(await refusalOf(session, outcome), outcome.command);
    documents = [...documents, ...outcome.documents];
    past = [...past, ...outcome.past];
  }
  throw new LedgerError("unavailable", "the documents are not what the history says; rebuild this tenant's");
}

/**
 * Decides without a load, on prompts as this process left them. Null if a prompt is not cached, if more is needed, or if the result is not a
 * change: rejections need a load. Only for actors that need no grants, because a grant may have been revoked.
 */
export function decideOnRecent(session: WriteSession, request: WriteRequest): Decided | null {
  const { recent } = session;
  if (!isUnlimited(session)) return null;
  if (tenantStreamsOf(request, session).length > 0) return null;
  const prompts = new Map<string, LoadedPrompt>();
  for (const one of request.commands) {
    if (one.aggregate !== "prompt" || one.prompt === null || !("id" in one.prompt)) return null;
    const known = recent.find(session.tenant, one.prompt.id);
    if (known === undefined) return null;
    prompts.set(one.prompt.id, known);
  }
  try {
    const outcome = decideAll([{ session, request }], workspaceOf(prompts));
    return outcome.status === "decided" && outcome.work.changed() ? outcome : null;
  } catch (error) {
    if (isLedgerError(error)) return null;
    throw error;
  }
}

/** The error of a rejection; for a slug that no prompt has it says whether a prompt has that text as its id. */
async function refusalOf(session: WriteSession, rejected: Rejected | UnknownPrompt): Promise<LedgerError> {
  if (!("prompt" in rejected)) return rejectionError(rejected);
  return promptNotFound(session, rejected.prompt, { field: rejected.rejection.field });
}
