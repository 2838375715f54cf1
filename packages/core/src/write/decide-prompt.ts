import { subjectsOf } from "../access/actor.ts";
import { PERMISSIONS, WHOLE_TENANT } from "../access/grant.ts";
import { authorizePrompt, authorizeTarget, grantableOn } from "../authorization/authorize.ts";
import { isTrusted } from "../authorization/policy.ts";
import type { Rejected } from "../decider.ts";
import { reject } from "../decider.ts";
import type { PromptCommand } from "../prompt/commands.ts";
import type { StreamContext } from "../prompt/decide-stream.ts";
import { numberOf } from "../prompt/decide-stream.ts";
import type { PromptKey } from "../prompt/prompt-ref.ts";
import type { Pin } from "../prompt/state.ts";
import type { PromptStream, PromptStreamEvent } from "../prompt/stream.ts";
import { promptStreamDecider } from "../prompt/stream-decider.ts";
import { tagId } from "../prompt/tag.ts";
import { pastKey } from "../read/load.ts";
import { hashContent } from "../version/content.ts";
import { initialVersion } from "../version/state.ts";
import type { Answered } from "./answer.ts";
import { answeredBy } from "./answer.ts";
import { authorizeOnPrompt } from "./authorize-command.ts";
import type { PromptWrite } from "./command.ts";
import type { Missing } from "./lacking.ts";
import { missingFor, pinnedIn } from "./lacking.ts";
import { refuseIntegrations } from "./named-integrations.ts";
import type { PendingPrompt } from "./pending.ts";
import { refuseByRevision, refuseByTime } from "./refusals.ts";
import { refuseContract } from "./refuse-contract.ts";
import { refuseTemplates } from "./refuse-templates.ts";
import { freeSlug, moveSlug } from "./slugs.ts";
import type { Deciding } from "./unit-of-work.ts";

/** Decides on one command on a prompt, based on the state after the commands before it. Throws `forbidden`. */
export function decideOnPrompt(
  deciding: Deciding,
  write: PromptWrite,
  index: number,
): Answered | Rejected | Missing {
  const { session, request, workspace, work } = deciding;
  const { command } = write;
  const { occurredAt } = request;
  const tenant = { access: work.access.state(), integrations: work.integrations.state() };
  const { access } = tenant;
  const create = command.type === "CreatePrompt" ? command : null;
  const present =
    create?.ifAbsent === true && create.slug !== undefined ? living(deciding, create.slug) : null;
  const key = write.prompt ?? { id: request.newIds[index] ?? "" };
  const id = present ?? idOf(deciding, key);
  if (id === null) return noPrompt(key);
  const before = work.peek(id);
  const { prompt } = before;

  if (prompt.status !== "none" && (create === null || present !== null)) {
    const named = present === null ? key : { slug: create?.slug ?? "" };
    authorizeOnPrompt(session, access, command, prompt, named);
  } else if (create !== null) authorizeTarget(session, access, "CREATE", WHOLE_TENANT);

  const pending = work.prompt(id);
  const known = { stream: before, complete: pending.loaded.complete, seen: pending.seen };
  const missing = missingFor([command], known, workspace, session);
  if (missing !== null) return missing;
  if (create === null && prompt.status === "none") return noPrompt({ id });
  const refusal =
    refuseByTime(occurredAt, prompt) ?? (index === 0 ? refuseByRevision(request.expected, prompt) : null);
  if (refusal !== null) return refusal;
  if (present !== null) return answeredBy(command, prompt, [], before);
  const unknown = refuseIntegrations(session, tenant, command, before);
  if (unknown !== null) return unknown;
  const source = create?.from === undefined ? null : sourceOf(deciding, create.from);
  if (source !== null && "status" in source) return source;

  const slug = create === null ? "" : freeSlug(create, id, occurredAt, work);
  if (create !== null) deciding.created.set(slug, id);
  const context = streamContext(deciding, { id, slug }, pending, before, source);
  const decision = promptStreamDecider.decide(command, before, context);
  if (decision.status === "rejected") return decision;
  pending.apply(withCreatorGrant(decision.events, deciding));
  const after = pending.state();
  const refused =
    refuseTemplates(deciding, command, decision.events, after) ??
    refuseContract(deciding, command, decision.events, before, after);
  if (refused !== null) return refused;
  return moveSlug(prompt, after.prompt, deciding) ?? answeredBy(command, prompt, decision.events, after);
}

/** The prompt of a key, or null. A slug that the commands before have moved is that of the prompt which has it now. */
function idOf(deciding: Deciding, key: PromptKey): string | null {
  if ("id" in key) return key.id;
  const { workspace, created } = deciding;
  return living(deciding, key.slug) ?? created.get(key.slug) ?? workspace.promptIds.get(key.slug) ?? null;
}

/** The refusal of a prompt that is not there, with the reference that was given. */
export interface UnknownPrompt extends Rejected {
  readonly prompt: PromptKey;
}

function noPrompt(prompt: PromptKey, field: "from" | "prompt" = "prompt"): UnknownPrompt {
  const which = "id" in prompt ? `the id ${prompt.id}` : `the slug "${prompt.slug}"`;
  return { ...reject("prompt-not-found", `there is no prompt with ${which}`, field), prompt };
}

/** The prompt that has a slug now, including changes of this batch, or null. */
function living({ work }: Deciding, slug: string): string | null {
  const id = work.slug(slug)?.state().promptId ?? null;
  return id !== null && work.peek(id).prompt.status === "alive" ? id : null;
}

/** The prompt to copy, with the version to copy. The actor needs READ on it. */
function sourceOf(
  deciding: Deciding,
  { prompt: key, version = "current" }: NonNullable<PromptCommand<"CreatePrompt">["from"]>,
): PromptStream | Rejected | Missing {
  const { session, work } = deciding;
  const id = idOf(deciding, key);
  // Adds the source to the append, which then checks that it has not changed.
  const stream = id === null ? null : work.prompt(id).state();
  if (stream === null || stream.prompt.status !== "alive") return noPrompt(key, "from");
  authorizePrompt(session, work.access.state(), "READ", stream.prompt, key);
  const number = numberOf(version, stream.prompt);
  if (stream.versions[number] !== undefined || !stream.prompt.numbers.includes(number)) return stream;
  const documents = [{ kind: "version", prompt: { id: stream.prompt.id }, number }] as const;
  return { status: "missing", documents, past: [] };
}

function streamContext(
  { session, workspace, work }: Deciding,
  identity: StreamContext["identity"],
  { seen }: PendingPrompt,
  stream: PromptStream,
  source: PromptStream | null,
): StreamContext {
  const { ids, clock, hasher, policy, actor, tenant } = session;
  return {
    identity,
    source,
    actor: actor.id,
    version: (number) => stream.versions[number] ?? initialVersion,
    versionId: () => `pv_${ids.ulid(clock.now())}`,
    hashContent: (content) => hashContent(content, hasher),
    mayRead: () =>
      policy.allows(actor, "READ", {
        type: "prompt",
        tenant,
        access: work.access.state(),
        prompt: stream.prompt,
      }),
    tagId: (key, value) => tagId(key, value, hasher),
    grantable: () => grantableOn(session, work.access.state(), stream.prompt),
    pinned: (pin: Pin) =>
      pinnedIn([stream, ...seen], pin) ?? workspace.past.get(pastKey(identity.id, pin)) ?? initialVersion,
  };
}

// An actor that needs grants gets all permissions on what it creates.
function withCreatorGrant(
  events: readonly PromptStreamEvent[],
  { session: { actor } }: Deciding,
): readonly PromptStreamEvent[] {
  const [subject] = subjectsOf(actor);
  if (isTrusted(actor) || events[0]?.type !== "PromptCreated" || subject === undefined) return events;
  return [...events, { type: "AccessGranted", data: { subject, permissions: PERMISSIONS } }];
}
