import type { LedgerCommand, TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import type { ImportStep, Remark } from "./import-plan.ts";

/** What writing a step did. */
export interface StepResult {
  /** False if the command had been applied before. */
  readonly written: boolean;
  readonly remark: Remark | null;
}

/** Writes one change in one append, with the time at which it happened. */
export async function writeStep(ledger: TenantLedger, step: ImportStep): Promise<StepResult> {
  const { line, at, promptId: id, commandId, commands } = step;
  const write = async (some: readonly LedgerCommand[]): Promise<boolean> => {
    const { receipt } = await ledger.batch(some, { commandId, occurredAt: at });
    return !receipt.repeated;
  };
  try {
    return { written: await write(commands), remark: null };
  } catch (error) {
    if (commands[0]?.type !== "RestorePrompt" || !isLedgerError(error, "slug-taken")) throw error;
  }
  // The slug of a deleted prompt is free, so another prompt may have it by now.
  const { slug: taken } = await ledger.prompts.get({ id }, { deleted: true });
  const suffix = `-${id}`;
  const slug = `${[...taken].slice(0, 255 - suffix.length).join("")}${suffix}`;
  const written = await write([{ type: "RestorePrompt", prompt: { id }, slug }, ...commands.slice(1)]);
  return {
    written,
    remark: { line, message: `its slug ${taken} now belongs to another prompt; restored as ${slug}` },
  };
}
