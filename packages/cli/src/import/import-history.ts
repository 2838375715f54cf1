import type { Ledger, LedgerCommand, TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { CommandError } from "../terminal/command-error.ts";
import type { Progress } from "../terminal/progress.ts";
import type { HistoryChange } from "./history-change.ts";
import { identified } from "./import-identity.ts";
import type { ImportCounts, ImportStep, Remark } from "./import-plan.ts";
import { planImport } from "./import-plan.ts";
import { knownPrompts } from "./known-prompts.ts";

/** What an import did. */
export interface ImportResult extends ImportCounts {
  /** How many changes were written. */
  readonly written: number;
  readonly seconds: number;
}

/** What to import, and into which tenant. */
export interface ImportRequest {
  readonly ledger: Ledger;
  readonly tenant: string;
  readonly changes: readonly HistoryChange[];
  readonly progress?: Progress;
}

/**
 * Writes a checked history to the ledger, in the order of the file: each change in one append, with its author and its time. A change
 * that the ledger already has is not written again, even if its command id has expired, so an interrupted import is finished by running
 * it again. A history that contradicts the ledger is refused before anything is written.
 */
export async function importHistory(request: ImportRequest): Promise<ImportResult> {
  const { ledger, tenant, changes, progress } = request;
  const started = performance.now();
  const all = identified(changes);
  const reader = ledger.as({ tenant, actor: { id: "import", kind: "host" } });
  const plan = planImport(all, await knownPrompts(reader, new Set(all.map(({ promptId }) => promptId))));
  if (plan.late.length > 0)
    throw new CommandError(
      "history-contradicts-ledger",
      "refused",
      "the ledger has later changes to the same prompts, so those of the file cannot be added; nothing was written",
      "import into another tenant (--tenant), or remove those lines",
      { issues: plan.late.map(({ line, message }) => ({ field: `line ${line}`, message })) },
    );

  const remarks = [...plan.remarks];
  let written = 0;
  let done = 0;
  progress?.start(plan.steps.length);
  try {
    for (const step of plan.steps) {
      const author = ledger.as({ tenant, actor: { id: step.by, kind: "host" } });
      const result = await writeStep(author, step);
      if (result.written) written += 1;
      if (result.remark !== null) remarks.push(result.remark);
      progress?.advance(++done);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      "import-interrupted",
      "refused",
      `the import stopped at line ${plan.steps[done]?.line}, after ${done} of ${plan.steps.length} changes: ${reason}`,
      "every change was written completely or not at all; run the same import again to continue",
      { cause },
    );
  } finally {
    progress?.stop();
  }
  const { prompts, alive, ignored } = plan;
  const alreadyImported = plan.alreadyImported + plan.steps.length - written;
  const seconds = (performance.now() - started) / 1000;
  return { prompts, alive, written, alreadyImported, ignored, seconds, remarks };
}

/** Writes one change in one append, with the time at which it happened. `written` is false if it had been written before. */
async function writeStep(
  ledger: TenantLedger,
  step: ImportStep,
): Promise<{ readonly written: boolean; readonly remark: Remark | null }> {
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
