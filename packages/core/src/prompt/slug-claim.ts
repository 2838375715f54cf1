import type { Decision } from "../decider.ts";
import { accept, reject } from "../decider.ts";

/** Who holds a slug. One stream for each slug, so that a slug is unique among a tenant's living prompts. */
export interface SlugState {
  readonly slug: string;
  readonly promptId: string | null;
  /** When its last event happened; an imported one may not lie before it. */
  readonly lastEventAt: number;
}

/** A prompt took the slug. */
export interface SlugClaimed {
  readonly type: "SlugClaimed";
  readonly data: { readonly slug: string; readonly promptId: string };
}

/** The slug is free again. */
export interface SlugReleased {
  readonly type: "SlugReleased";
  readonly data: { readonly slug: string; readonly promptId: string };
}

/** What can happen to a slug. */
export type SlugEvent = SlugClaimed | SlugReleased;

/** Claims or releases a slug for a prompt. */
export interface SlugCommand {
  readonly type: "ClaimSlug" | "ReleaseSlug";
  readonly promptId: string;
}

/** A slug that nobody has claimed yet. */
export function initialSlug(slug: string): SlugState {
  return { slug, promptId: null, lastEventAt: 0 };
}

/** Decides on a slug: claiming one's own, or releasing another's, changes nothing. */
export function decideSlug(command: SlugCommand, state: SlugState): Decision<SlugEvent> {
  const { slug, promptId: holder } = state;
  const { promptId } = command;
  switch (command.type) {
    case "ClaimSlug":
      if (holder === promptId) return accept();
      if (holder !== null)
        return reject(
          "slug-taken",
          `the slug "${slug}" belongs to the prompt ${holder}; choose another one`,
          "slug",
        );
      return accept({ type: "SlugClaimed", data: { slug, promptId } });
    case "ReleaseSlug":
      return holder === promptId ? accept({ type: "SlugReleased", data: { slug, promptId } }) : accept();
  }
}

/** The slug after an event. */
export function evolveSlug(state: SlugState, event: SlugEvent & { readonly at: number }): SlugState {
  const promptId = event.type === "SlugClaimed" ? event.data.promptId : null;
  return { slug: state.slug, promptId, lastEventAt: event.at };
}
