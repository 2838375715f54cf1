import type { Prompt, ReadOptions, TenantLedger } from "@promptledger/core";

/** How to read the versions of a prompt: of a living one now, of a deleted one as they were right before it was deleted. */
export async function lastLife(ledger: TenantLedger, prompt: Prompt): Promise<ReadOptions> {
  if (!prompt.deleted) return {};
  const events = await ledger.history.of(prompt);
  const deletion = events.findLast(({ type }) => type === "PromptDeleted");
  return deletion === undefined ? {} : { at: { position: deletion.position - 1 } };
}
