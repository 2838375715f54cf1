import type { HistoryEntry, PromptRef, TenantLedger } from "@promptledger/core";

/** All events of a prompt, oldest first, page by page. */
export async function wholeHistory(
  history: TenantLedger["history"],
  prompt: PromptRef,
): Promise<readonly HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page = await history.of(prompt, { after, limit: 1000 });
    entries.push(...page.items);
    after = page.next;
  }
  return entries;
}
