import type { Session } from "../authorization/authorize.ts";
import type { Rejected } from "../decider.ts";
import { slugCandidates } from "../prompt/slug.ts";
import { slugDecider, slugTaken } from "../prompt/slug-claim.ts";
import type { PromptState } from "../prompt/state.ts";
import type { Missing } from "./lacking.ts";
import { goesBack } from "./refusals.ts";
import type { Deciding, UnitOfWork } from "./unit-of-work.ts";

/** The slug of a new prompt: the requested one, or the first free one made from its name. */
export function freeSlug(
  command: { readonly name: string; readonly slug?: string },
  id: string,
  occurredAt: number | null,
  work: UnitOfWork,
): string {
  if (command.slug !== undefined) return command.slug;
  const candidates = slugCandidates(command.name, id);
  const free = candidates.find((slug) => {
    // Skipped slugs are checked by the append too, because one may be released before it.
    const claim = work.slug(slug)?.state();
    if (claim === undefined || claim.promptId !== null) return false;
    return (occurredAt ?? Number.MAX_SAFE_INTEGER) >= claim.lastEventAt;
  });
  return free ?? candidates.at(-1) ?? id;
}

/** Releases the old slug of a prompt and claims the new one. Returns a rejection, which may name the holder of the slug, or null. */
export function moveSlug(
  before: PromptState,
  after: PromptState,
  { request: { occurredAt }, work, session }: Deciding,
): Rejected | Missing | null {
  const held = before.status === "alive" ? before.slug : null;
  const holds = after.status === "alive" ? after.slug : null;
  if (held === holds) return null;
  for (const [slug, type] of [
    [held, "ReleaseSlug"],
    [holds, "ClaimSlug"],
  ] as const) {
    if (slug === null) continue;
    const claim = work.slug(slug);
    if (claim === null) return { status: "missing", documents: [{ kind: "slug", slug }], past: [] };
    const state = claim.state();
    if (occurredAt !== null && occurredAt < state.lastEventAt) return goesBack(state.lastEventAt);
    const decision = slugDecider.decide({ type, slug, promptId: after.id }, state, null);
    if (decision.status === "rejected") return mayReadAll(session, work) ? decision : slugTaken(slug);
    claim.apply(decision.events);
  }
  return null;
}

/** Whether no prompt is hidden from the actor. */
function mayReadAll({ policy, actor, tenant }: Session, { access }: UnitOfWork): boolean {
  return policy.scope(actor, "READ", tenant, access.state()) === "all";
}
