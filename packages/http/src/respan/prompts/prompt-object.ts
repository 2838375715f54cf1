import type { Prompt } from "@promptledger/core";
import { tagName } from "@promptledger/core";
import type { Editors } from "../wire/editors.ts";
import { isoTime } from "../wire/time.ts";
import { versionObject } from "./version-object.ts";

/**
 * A prompt as Respan's API shows it: what the reference pages print, with whole versions in place of their short form, and what old
 * clients read beside it. The live version is the one that was put live, whatever became of its number since (rule X13).
 */
export function promptObject(
  prompt: Prompt,
  environment: string,
  editors: Editors,
): { readonly [name: string]: unknown } {
  const { current, live } = prompt;
  return {
    id: prompt.id,
    prompt_id: prompt.id,
    full_prompt_id: prompt.id,
    name: prompt.name,
    description: prompt.description,
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
    prompt_live_version_number: live?.number ?? null,
    current_version: current === null ? null : versionObject(current, environment, editors),
    live_version: live === null ? null : versionObject(live.version, environment, editors),
    deleted_at: prompt.deletedAt === null ? null : isoTime(prompt.deletedAt),
    created_at: isoTime(prompt.createdAt),
    updated_at: isoTime(prompt.updatedAt),
  };
}
