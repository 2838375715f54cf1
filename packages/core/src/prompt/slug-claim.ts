import type { Decider, EventOf, Rejected } from "../decider.ts";
import { accept, reject } from "../decider.ts";
import type { RedactionEvents } from "../event-redacted.ts";

/** The prompt that has a slug. Each slug has its own stream, so that it is unique among the tenant's prompts that are not deleted. */
export interface SlugState {
  readonly slug: string;
  readonly promptId: string | null;
  /** When its last event happened. An imported event must not be earlier. */
  readonly lastEventAt: number;
}

/** What can happen to a slug, by the type of the event. */
export interface SlugEvents extends RedactionEvents {
  /** A prompt took the slug. */
  readonly SlugClaimed: { readonly slug: string; readonly promptId: string };
  /** The slug is free again. */
  readonly SlugReleased: { readonly slug: string; readonly promptId: string };
}

/** What can happen to a slug. */
export type SlugEvent = EventOf<SlugEvents>;

/** Claims or releases a slug for a prompt. */
export interface SlugCommand {
  readonly type: "ClaimSlug" | "ReleaseSlug";
  readonly slug: string;
  readonly promptId: string;
}

/** The SlugClaim aggregate. Claiming a slug that the prompt already has, or releasing one that it does not have, changes nothing. */
export const slugDecider: Decider<SlugCommand, SlugState, SlugEvent, null> = {
  initialState: Object.freeze({ slug: "", promptId: null, lastEventAt: 0 }),
  decide({ type, slug, promptId }, { promptId: holder }) {
    const data = { slug, promptId };
    if (type === "ReleaseSlug")
      return holder === promptId ? accept({ type: "SlugReleased", data }) : accept();
    if (holder === promptId) return accept();
    if (holder === null) return accept({ type: "SlugClaimed", data });
    return slugTaken(slug, holder);
  },
  evolve(state, { type, data, at }) {
    state.lastEventAt = at;
    if (type === "EventRedacted") return;
    state.slug = data.slug;
    state.promptId = type === "SlugClaimed" ? data.promptId : null;
  },
};

/** The rejection of a slug that another prompt has. It names that prompt only where it is given. */
export function slugTaken(slug: string, holder?: string): Rejected {
  const [whose, details] =
    holder === undefined
      ? ["another prompt", { slug }]
      : [`the prompt ${holder}`, { slug, promptId: holder }];
  return reject("slug-taken", `the slug "${slug}" belongs to ${whose}; choose another one`, "slug", details);
}
