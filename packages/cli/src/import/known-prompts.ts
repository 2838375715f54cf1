import type { TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import type { KnownPrompt } from "./import-plan.ts";

/** These prompts as the ledger has them. Prompts that it does not have are omitted. */
export async function knownPrompts(
  ledger: TenantLedger,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, KnownPrompt>> {
  const known = new Map<string, KnownPrompt>();
  const { total } = await ledger.prompts.find({ deleted: "any", page: { number: 1, size: 1 } });
  if (total === 0) return known;
  for (const id of ids) {
    const prompt = await knownPrompt(ledger, id);
    if (prompt !== null) known.set(id, prompt);
  }
  return known;
}

async function knownPrompt(ledger: TenantLedger, id: string): Promise<KnownPrompt | null> {
  try {
    const { deleted, current } = await ledger.prompts.get({ id }, { deleted: "any" });
    const events = await ledger.history.of({ id });
    const content = current?.status === "committed" ? current.content.messages?.[0]?.["content"] : undefined;
    return {
      status: deleted ? "deleted" : "alive",
      text: typeof content === "string" ? content : null,
      commandIds: new Set(events.map(({ commandId }) => commandId)),
      lastAt: events.at(-1)?.at ?? 0,
    };
  } catch (error) {
    if (isLedgerError(error, "prompt-not-found")) return null;
    throw error;
  }
}
