import type { Prompt } from "@promptledger/core";
import { tagName } from "@promptledger/core";
import type { Call } from "./call.ts";
import { isoTime } from "./time.ts";
import { showVersions, withoutNulls } from "./version-object.ts";

/**
 * How Respan's API shows these prompts: what the reference pages print, with whole versions instead of their short form, and what old clients
 * read besides. Fields of the two versions that are unset are left out: old clients refuse a whole list for one null. The live version is the one
 * that was put live, whatever happened to its number since (rule X13).
 */
export async function showPrompts(
  call: Call,
  prompts: readonly Prompt[],
): Promise<(prompt: Prompt) => object> {
  const versions = prompts.flatMap(({ current, live }) => [current, live?.version ?? null]);
  const present = versions.filter((version) => version !== null);
  const show = await showVersions(call, present);
  return (prompt) => ({
    id: prompt.id,
    prompt_id: prompt.id,
    full_prompt_id: prompt.id,
    name: prompt.name,
    description: prompt.description ?? "",
    prompt_slug: prompt.slug,
    tags: prompt.tags.map((tag) => ({
      id: tag.id,
      name: tagName(tag),
      color: tag.color,
      created_at: isoTime(tag.createdAt),
      updated_at: isoTime(tag.updatedAt),
    })),
    starred: prompt.starred,
    commit_count: prompt.commitCount,
    prompt_live_version_number: prompt.live?.number ?? null,
    current_version: prompt.current && withoutNulls(show(prompt.current)),
    live_version: prompt.live && withoutNulls(show(prompt.live.version)),
    deleted_at: prompt.deletedAt === null ? null : isoTime(prompt.deletedAt),
    created_at: isoTime(prompt.createdAt),
    updated_at: isoTime(prompt.updatedAt),
  });
}
