import { WHOLE_TENANT } from "../access/grant.ts";
import { authorizePrompt, authorizeTarget } from "../authorization/authorize.ts";
import type { DocumentKey } from "../catalog/document.ts";
import type { IntegrationCommand } from "../integration/commands.ts";
import type { PromptKey } from "../prompt/prompt-ref.ts";
import type { PromptState } from "../prompt/state.ts";
import type { Workspace } from "../read/load.ts";
import { loadWorkspace, NO_PROMPT } from "../read/load.ts";
import { own } from "../validation/own.ts";
import type { Answered } from "./answer.ts";
import {
  authorizeOnAccess,
  authorizeOnIntegration,
  authorizeOnPrompt,
  isDeletion,
  targetOf,
} from "./authorize-command.ts";
import type { PromptWrite } from "./command.ts";
import { tenantStreamsOf } from "./named.ts";
import { authorizeIntegrations } from "./named-integrations.ts";
import type { WriteRequest } from "./request.ts";
import type { WriteSession } from "./session.ts";

/** Loads what says what the actor may do and see today with a write that was applied before: the grants, and the prompts that it was about. */
export function loadToday(
  session: WriteSession,
  request: WriteRequest,
  answers: readonly Answered[],
): Promise<Workspace> {
  const documents: DocumentKey[] = [];
  for (const [index, { command }] of request.commands.entries()) {
    const answer = answers[index]?.answer;
    if (answer !== undefined && "promptId" in answer)
      documents.push({ kind: "prompt", prompt: { id: answer.promptId } });
    if (command.type === "CreatePrompt" && command.from !== undefined)
      documents.push({ kind: "prompt", prompt: command.from.prompt });
  }
  return loadWorkspace(session, { documents, tenantStreams: tenantStreamsOf(request, session) });
}

/**
 * Throws `forbidden` unless the actor may do today what a write did that is being repeated. The policy is asked for each command, with the
 * grants of today and the prompts that the write was about, so that a permission that was taken away also ends the answers to repeats.
 */
export function authorizeRepeat(
  session: WriteSession,
  request: WriteRequest,
  answers: readonly Answered[],
  today: Workspace,
): void {
  for (const [index, one] of request.commands.entries()) {
    const answer = answers[index]?.answer;
    if (one.aggregate === "access") authorizeOnAccess(session, today.tenant.access, one.command);
    else if (one.aggregate === "integration") authorizeIntegrationAgain(session, today, one.command);
    else if (answer !== undefined && "promptId" in answer)
      authorizePromptAgain(session, today, one, stateOf(today, { id: answer.promptId }));
  }
}

function authorizePromptAgain(
  session: WriteSession,
  today: Workspace,
  { command, prompt: named }: PromptWrite,
  prompt: PromptState,
): void {
  const { access } = today.tenant;
  // With `ifAbsent`, the prompt is present today, so UPDATE is needed. Without it, the answer shows what was created: READ is needed too.
  if (command.type === "CreatePrompt" && command.ifAbsent !== true) {
    authorizeTarget(session, access, "CREATE", WHOLE_TENANT);
    authorizePrompt(session, access, "READ", prompt);
  } else authorizeOnPrompt(session, access, command, prompt, named);
  if (command.type === "CreatePrompt" && command.from !== undefined) {
    const source = stateOf(today, command.from.prompt);
    if (source.status !== "none") authorizePrompt(session, access, "READ", source, command.from.prompt);
  }
  authorizeIntegrations(session, today.tenant, command);
}

function authorizeIntegrationAgain(
  session: WriteSession,
  { tenant: { access, integrations } }: Workspace,
  command: IntegrationCommand,
): void {
  const present = own(integrations.integrations, command.name);
  // The deletion itself ended the grants, and its answer is only the name that the caller gave.
  const isGone =
    present === undefined || ("model" in command && own(present.models, command.model) === undefined);
  if (isGone && isDeletion(command)) return;
  authorizeOnIntegration(session, access, command, present);
  if (isGone) authorizeTarget(session, access, "READ", targetOf(command, present));
}

function stateOf({ prompts, promptIds }: Workspace, key: PromptKey): PromptState {
  const id = "id" in key ? key.id : (promptIds.get(key.slug) ?? "");
  return (prompts.get(id) ?? NO_PROMPT).stream.prompt;
}
