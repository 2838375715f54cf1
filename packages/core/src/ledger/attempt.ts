import { subjectsOf } from "../access/actor.ts";
import { PERMISSIONS } from "../access/grant.ts";
import { isTrusted } from "../access/policy.ts";
import type { DocumentKey } from "../catalog/document.ts";
import type { Decision, Rejection } from "../decider.ts";
import { AT_APPEND, reject } from "../decider.ts";
import type { StreamContext } from "../prompt/decide-stream.ts";
import { decideStream } from "../prompt/decide-stream.ts";
import { slugCandidates } from "../prompt/slug.ts";
import { decideSlug } from "../prompt/slug-claim.ts";
import type { Pin, PromptState } from "../prompt/state.ts";
import type { PromptStream, PromptStreamEvent } from "../prompt/stream.ts";
import { tagId } from "../prompt/tag.ts";
import { own } from "../validation/own.ts";
import { hashContent } from "../version/content.ts";
import type { VersionState } from "../version/state.ts";
import { initialVersion } from "../version/state.ts";
import type { AnswerTarget } from "./answer.ts";
import { answerTarget } from "./answer.ts";
import { authorizePrompt, authorizeTenant, COMMAND_PERMISSIONS } from "./authorize.ts";
import type { TargetedCommand } from "./command.ts";
import type { Engine, Session } from "./engine.ts";
import { needsOf } from "./needs.ts";
import type { UnitOfWork } from "./unit-of-work.ts";
import type { Workspace } from "./workspace.ts";
import { NO_PROMPT } from "./workspace.ts";

/** What a write is, beside its commands. */
export interface WriteRequest {
  readonly commands: readonly TargetedCommand[];
  /** The ids of the prompts that are created, by the index of their command. */
  readonly newIds: readonly (string | null)[];
  readonly expected: number | undefined;
  readonly occurredAt: number | null;
}

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
  for (const [index, { prompt, command }] of request.commands.entries()) {
    const id =
      prompt === null
        ? request.newIds[index]
        : typeof prompt === "string"
          ? prompt
          : workspace.promptIds.get(prompt.slug);
    if (typeof id !== "string") return reject("prompt-not-found", "no living prompt has that slug", "prompt");
    const before = work.prompt(id) ?? (workspace.prompts.get(id) ?? NO_PROMPT).stream;

    if (command.type === "CreatePrompt") authorizeTenant(engine, session, "CREATE");
    else if (before.prompt.status !== "none")
      authorizePrompt(engine, session, COMMAND_PERMISSIONS[command.type], before.prompt);

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
      refuseByTime(engine, request, before.prompt) ??
      (index === 0 ? refuseByRevision(request, command, before) : null);
    if (refusal !== null) return refusal;

    const slug = command.type === "CreatePrompt" ? freeSlug(command, id, request, workspace, work) : "";
    const context = streamContext(engine, session, { id, slug }, before, pins);
    const decision = decideStream(command, before, context);
    if (decision.status === "rejected") return decision;
    work.applyToPrompt(id, withCreatorGrant(decision.events, session));
    const after = work.prompt(id) ?? before;
    for (const event of decision.events) {
      if (event.type !== "VersionDeployed") continue;
      const pinned = own(after.pinned, event.data.environment);
      if (pinned !== undefined) pins.set(pastKey(id, event.data), pinned);
    }
    const claimed = moveSlug(before.prompt, after.prompt, request, workspace, work);
    if (claimed !== null) return claimed;
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
): StreamContext {
  return {
    actor: session.actor.id,
    identity,
    versionId: () => `pv_${engine.ids.ulid(engine.clock.now())}`,
    hashContent: (content) => hashContent(content, engine.hasher),
    tagId: (key, value) => tagId(key, value, engine.hasher),
    pinned: (pin) => pasts.get(pastKey(identity.id, pin)) ?? stream.versions[pin.number] ?? initialVersion(),
  };
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

function freeSlug(
  command: { readonly name: string; readonly slug?: string },
  id: string,
  request: WriteRequest,
  workspace: Workspace,
  work: UnitOfWork,
): string {
  if (command.slug !== undefined) return command.slug;
  const candidates = slugCandidates(command.name, id);
  const free = candidates.find((slug) => {
    const loaded = workspace.slugs.get(slug);
    if (loaded === undefined) return false;
    // One that is passed over is checked as well: it may be given up before this is appended.
    work.touchSlug(slug, loaded.base, loaded.state);
    const { promptId, lastEventAt } = work.slug(slug) ?? loaded.state;
    return promptId === null && (request.occurredAt ?? Number.MAX_SAFE_INTEGER) >= lastEventAt;
  });
  return free ?? candidates.at(-1) ?? id;
}

/** Releases the slug that a prompt no longer holds and claims the one that it now holds; null when that went well. */
function moveSlug(
  before: PromptState,
  after: PromptState,
  request: WriteRequest,
  workspace: Workspace,
  work: UnitOfWork,
): AttemptResult | null {
  const held = before.status === "alive" ? before.slug : null;
  const holds = after.status === "alive" ? after.slug : null;
  if (held === holds) return null;
  for (const [slug, type] of [
    [held, "ReleaseSlug"],
    [holds, "ClaimSlug"],
  ] as const) {
    if (slug === null) continue;
    const loaded = workspace.slugs.get(slug);
    if (loaded === undefined) return { status: "missing", documents: [{ kind: "slug", slug }] };
    work.touchSlug(slug, loaded.base, loaded.state);
    const state = work.slug(slug) ?? loaded.state;
    if (request.occurredAt !== null && request.occurredAt < state.lastEventAt)
      return goesBack(state.lastEventAt);
    const decision = decideSlug({ type, promptId: after.id }, state);
    if (decision.status === "rejected") return decision;
    work.applyToSlug(slug, decision.events);
  }
  return null;
}

function refuseByTime(engine: Engine, { occurredAt }: WriteRequest, prompt: PromptState): Refusal | null {
  if (occurredAt === null) return null;
  const now = engine.clock.now();
  if (occurredAt > now)
    return reject("time-in-future", `occurredAt lies ${occurredAt - now} ms in the future`, "occurredAt");
  return prompt.lastEventAt !== AT_APPEND && occurredAt < prompt.lastEventAt
    ? goesBack(prompt.lastEventAt)
    : null;
}

type Refusal = Extract<Decision<never>, { readonly status: "rejected" }>;

function goesBack(last: number): Refusal {
  return reject(
    "time-goes-back",
    `occurredAt must not lie before the last event, which happened at ${last}`,
    "occurredAt",
  );
}

function refuseByRevision(
  { expected }: WriteRequest,
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
