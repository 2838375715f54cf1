import type { DocumentKey } from "../catalog/document.ts";
import { slugCandidates } from "../prompt/slug.ts";
import { decideSlug } from "../prompt/slug-claim.ts";
import type { PromptState } from "../prompt/state.ts";
import type { Refusal } from "./refusals.ts";
import { goesBack } from "./refusals.ts";
import type { UnitOfWork } from "./unit-of-work.ts";
import type { Workspace } from "../read/load.ts";

/** Why a slug could not be moved: it is refused, or must be loaded first. */
type SlugOutcome = Refusal | { readonly status: "missing"; readonly documents: readonly DocumentKey[] };

/** The first slug that a new prompt may have: the one that was asked for, or one made from its name. */
export function freeSlug(
  command: { readonly name: string; readonly slug?: string },
  id: string,
  occurredAt: number | null,
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
    return promptId === null && (occurredAt ?? Number.MAX_SAFE_INTEGER) >= lastEventAt;
  });
  return free ?? candidates.at(-1) ?? id;
}

/** Releases the slug that a prompt no longer holds and claims the one that it now holds; null when that went well. */
export function moveSlug(
  before: PromptState,
  after: PromptState,
  occurredAt: number | null,
  workspace: Workspace,
  work: UnitOfWork,
): SlugOutcome | null {
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
    if (occurredAt !== null && occurredAt < state.lastEventAt) return goesBack(state.lastEventAt);
    const decision = decideSlug({ type, promptId: after.id }, state);
    if (decision.status === "rejected") return decision;
    work.applyToSlug(slug, decision.events);
  }
  return null;
}
