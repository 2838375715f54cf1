import type { Grant } from "../access/grant.ts";
import { PERMISSIONS } from "../access/grant.ts";
import type { PromptState } from "./state.ts";
import { tagName } from "./tag.ts";

/**
 * All grants on a prompt: its own, and for each of its tags one to that tag, with the permissions that the tag conveys (rule X11). This is
 * what the filter `granted` looks at, so that a catalog finds by tags what the policy allows.
 */
export function effectiveGrants({ grants, tags }: Pick<PromptState, "grants" | "tags">): readonly Grant[] {
  if (tags.length === 0) return grants;
  const byTag = tags.map((tag): Grant => {
    const subject = { type: "tag", id: tagName(tag) } as const;
    return { subject, permissions: tag.conveys ?? PERMISSIONS };
  });
  return [...grants, ...byTag];
}
