import type { LedgerEvent, TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { wholeHistory } from "../storage/whole-history.ts";
import type { PromptState } from "./prompt-states.ts";
import { promptStates } from "./prompt-states.ts";

/** An event of a prompt in the ledger, and the prompt after it. */
export interface KnownEvent extends PromptState {
  /** When it happened. */
  readonly at: number;
  readonly commandId: string;
}

/** The history of a prompt in the ledger, oldest first. It has at least one event. */
export type KnownPrompt = readonly KnownEvent[];

/** How many prompts are read at once. */
const AT_ONCE = 20;

/** The histories of these prompts in the ledger. Prompts that it does not have are omitted. */
export async function knownPrompts(
  ledger: TenantLedger,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, KnownPrompt>> {
  const known = new Map<string, KnownPrompt>();
  const { total } = await ledger.prompts.find({ deleted: "any", page: { number: 1, size: 1 } });
  if (total === 0) return known;
  const wanted = [...ids];
  for (let from = 0; from < wanted.length; from += AT_ONCE)
    await Promise.all(
      wanted.slice(from, from + AT_ONCE).map(async (id) => {
        const events = await eventsOf(ledger, id);
        if (events.length > 0) known.set(id, knownPrompt(events));
      }),
    );
  return known;
}

function knownPrompt(events: readonly LedgerEvent[]): KnownPrompt {
  const states = promptStates(events);
  return events.map(({ at, commandId }, index) => ({ at, commandId, ...(states[index] as PromptState) }));
}

async function eventsOf(ledger: TenantLedger, id: string): Promise<readonly LedgerEvent[]> {
  try {
    return await wholeHistory(ledger.history, { id });
  } catch (error) {
    if (isLedgerError(error, "prompt-not-found")) return [];
    throw error;
  }
}
