import type { LedgerEvent, TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";

/** The slug of the prompt that an event is about; null if it is about none. */
export type SlugOf = (event: LedgerEvent) => Promise<string | null>;

/** Names prompts by their slugs: as the events say, and else as they are now. Each prompt is read once. */
export function slugsOfPrompts(prompts: TenantLedger["prompts"]): SlugOf {
  const slugs = new Map<string, string>();
  return async ({ promptId, data }) => {
    if (promptId === null || promptId === undefined) return null;
    if ("slug" in data && data.slug !== undefined) slugs.set(promptId, data.slug);
    const known = slugs.get(promptId);
    if (known !== undefined) return known;
    const slug = await slugNow(prompts, promptId);
    slugs.set(promptId, slug);
    return slug;
  };
}

async function slugNow(prompts: TenantLedger["prompts"], id: string): Promise<string> {
  try {
    return (await prompts.get({ id }, { deleted: "any" })).slug;
  } catch (error) {
    if (isLedgerError(error, "prompt-not-found")) return id;
    throw error;
  }
}
