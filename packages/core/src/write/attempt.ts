import { subjectsOf } from "../access/actor.ts";
import type { Permission } from "../access/grant.ts";
import { PERMISSIONS, WHOLE_TENANT } from "../access/grant.ts";
import { isTrusted } from "../authorization/policy.ts";
import type { DocumentKey } from "../catalog/document.ts";
import type { Rejection } from "../decider.ts";
import { reject } from "../decider.ts";
import type { StreamContext } from "../prompt/decide-stream.ts";
import { decideStream } from "../prompt/decide-stream.ts";
import type { Pin } from "../prompt/state.ts";
import type { PromptStream, PromptStreamEvent } from "../prompt/stream.ts";
import { tagId } from "../prompt/tag.ts";
import { own } from "../validation/own.ts";
import { hashContent } from "../version/content.ts";
import type { VersionState } from "../version/state.ts";
import { initialVersion } from "../version/state.ts";
import type { AnswerTarget } from "./answer.ts";
import { answerTarget } from "./answer.ts";
import { authorizePrompt, authorizeTarget, grantableOn, permissionsFor } from "../authorization/authorize.ts";
import type { TargetedCommand, WriteRequest } from "./command.ts";
import type { Engine, Session } from "../read/engine.ts";
import { NO_PROMPT } from "../ledger/loaded-prompt.ts";
import { refuseIntegrations } from "./named-integrations.ts";
import { needsOf } from "./needs.ts";
import { refuseByRevision, refuseByTime, refuseMissing } from "./refusals.ts";
import { freeSlug, moveSlug } from "./slugs.ts";
import type { UnitOfWork } from "./unit-of-work.ts";
import type { Workspace } from "../read/load.ts";

/** A version of the past that a pin points at; immutable, so loaded once. */
export interface PastVersion {
  readonly promptId: string;
  readonly pin: Pin;
}

/** What an attempt came to. `missing` asks to load more and try again. */
export type AttemptResult =
  | { readonly status: "decided"; readonly answers: readonly AnswerTarget[] }
  | { readonly status: "rejected"; readonly rejection: Rejection }
  | { readonly status: "missing"; readonly documents: readonly DocumentKey[]; readonly past?: PastVersion };

/** Decides on all commands of a write, one after the other, on what was loaded. */
export function attempt(
  engine: Engine,
  session: Session,
  request: WriteRequest,
  workspace: Workspace,
  pasts: ReadonlyMap<string, VersionState>,
  work: UnitOfWork,
): AttemptResult {
  const answers: AnswerTarget[] = [];
  // What this very write has pinned is in no history yet.
  const pins = new Map(pasts);
  const created = new Map<string, string>();
  for (const [index, { prompt, command }] of request.commands.entries()) {
    const stateOf = (one: string): PromptStream =>
      work.prompt(one) ?? (workspace.prompts.get(one) ?? NO_PROMPT).stream;
    const living = (slug: string): string | null => {
      const found = created.get(slug) ?? workspace.promptIds.get(slug) ?? null;
      return found !== null && isUnder(stateOf(found).prompt, slug) ? found : null;
    };
    const present =
      command.type === "CreatePrompt" && command.ifAbsent === true ? living(command.slug ?? "") : null;
    const id =
      prompt === null
        ? (present ?? request.newIds[index])
        : typeof prompt === "string"
          ? prompt
          : (created.get(prompt.slug) ?? workspace.promptIds.get(prompt.slug));
    if (typeof id !== "string") return reject("prompt-not-found", "no living prompt has that slug", "prompt");
    const before = stateOf(id);
    const { access } = workspace.tenant;

    if (before.prompt.status !== "none" && (command.type !== "CreatePrompt" || present !== null)) {
      const permissions = present === null ? permissionsFor(command) : (["UPDATE"] as const);
      for (const permission of permissions)
        authorizePrompt(engine, session, access, permission, before.prompt);
    } else if (command.type === "CreatePrompt")
      authorizeTarget(engine, session, access, "CREATE", WHOLE_TENANT);

    const missing = missingOf(
      id,
      command,
      before,
      session,
      workspace.prompts.get(id)?.complete ?? true,
      pins,
    );
    if (missing !== null) return missing;
    work.touchPrompt(id, workspace.prompts.get(id) ?? NO_PROMPT);
    const refusal =
      refuseMissing(command, id, before.prompt) ??
      refuseByTime(engine.clock.now(), request.occurredAt, before.prompt) ??
      (index === 0 ? refuseByRevision(request.expected, command, before) : null);
    if (refusal !== null) return refusal;
    if (present !== null) {
      answers.push(answerTarget(command, id, before.prompt, [], before));
      continue;
    }
    const unknown = refuseIntegrations(engine, session, workspace.tenant, command, before);
    if (unknown !== null) return unknown;

    const slug =
      command.type === "CreatePrompt" ? freeSlug(command, id, request.occurredAt, workspace, work) : "";
    if (command.type === "CreatePrompt") created.set(slug, id);
    const grantable = (): readonly Permission[] => grantableOn(engine, session, access, before.prompt);
    const context = { ...streamContext(engine, session, { id, slug }, before, pins), grantable };
    const decision = decideStream(command, before, context);
    if (decision.status === "rejected") return decision;
    work.applyToPrompt(id, withCreatorGrant(decision.events, session));
    const after = work.prompt(id) ?? before;
    for (const event of decision.events) {
      if (event.type !== "VersionDeployed") continue;
      const pinned = own(after.pinned, event.data.environment);
      if (pinned !== undefined) pins.set(pastKey(id, event.data), pinned);
    }
    const moved = moveSlug(before.prompt, after.prompt, request.occurredAt, workspace, work);
    if (moved !== null) return moved;
    answers.push(answerTarget(command, id, before.prompt, decision.events, after));
  }
  return { status: "decided", answers };
}

/** The key of a version of the past. */
export function pastKey(promptId: string, pin: Pin): string {
  return `${promptId}@${pin.revision}`;
}

function missingOf(
  id: string,
  command: TargetedCommand["command"],
  stream: PromptStream,
  session: Session,
  complete: boolean,
  pasts: ReadonlyMap<string, VersionState>,
): AttemptResult | null {
  const { numbers, environments, pin } = needsOf(command, stream.prompt);
  const prompt = { id };
  const documents: DocumentKey[] = [];
  if (!complete) {
    for (const number of numbers)
      if (stream.versions[number] === undefined) documents.push({ kind: "version", prompt, number });
    for (const environment of [...environments, session.environment]) {
      const isLive = own(stream.prompt.deployments, environment) !== undefined;
      if (isLive && own(stream.pinned, environment) === undefined)
        documents.push({ kind: "deployment", prompt, environment });
    }
  }
  if (documents.length > 0) return { status: "missing", documents };
  if (pin === null || stream.versions[pin.number]?.revision === pin.revision) return null;
  if (pasts.has(pastKey(id, pin))) return null;
  return { status: "missing", documents: [], past: { promptId: id, pin } };
}

function streamContext(
  engine: Engine,
  session: Session,
  identity: { readonly id: string; readonly slug: string },
  stream: PromptStream,
  pasts: ReadonlyMap<string, VersionState>,
): Omit<StreamContext, "grantable"> {
  return {
    actor: session.actor.id,
    identity,
    versionId: () => `pv_${engine.ids.ulid(engine.clock.now())}`,
    hashContent: (content) => hashContent(content, engine.hasher),
    tagId: (key, value) => tagId(key, value, engine.hasher),
    pinned: (pin) => pasts.get(pastKey(identity.id, pin)) ?? stream.versions[pin.number] ?? initialVersion(),
  };
}

function isUnder({ status, slug }: PromptStream["prompt"], wanted: string): boolean {
  return status === "alive" && slug === wanted;
}

// Whoever needs a grant to do anything is given all permissions on what it creates.
function withCreatorGrant(
  events: readonly PromptStreamEvent[],
  { actor }: Session,
): readonly PromptStreamEvent[] {
  if (isTrusted(actor) || events[0]?.type !== "PromptCreated") return events;
  const [subject] = subjectsOf(actor);
  if (subject === undefined) return events;
  return [...events, { type: "AccessGranted", data: { subject, permissions: PERMISSIONS } }];
}
