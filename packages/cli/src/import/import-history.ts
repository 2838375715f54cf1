import type { Ledger, TenantLedger } from "@promptledger/core";
import { CommandError } from "../terminal/command-error.ts";
import { EXIT } from "../terminal/exit-codes.ts";
import type { Progress } from "../terminal/progress.ts";
import type { HistoryChange } from "./history-change.ts";
import { identified } from "./import-identity.ts";
import type { Remark } from "./import-plan.ts";
import { planImport } from "./import-plan.ts";
import { writeStep } from "./import-step.ts";
import { knownPrompts } from "./known-prompts.ts";

/** What an import did. */
export interface ImportResult {
  /** How many prompts the file has. */
  readonly prompts: number;
  /** How many of them are not deleted now. */
  readonly alive: number;
  /** How many changes were written. */
  readonly written: number;
  /** How many changes the ledger had before. */
  readonly alreadyImported: number;
  /** How many changes would have changed nothing. */
  readonly ignored: number;
  readonly seconds: number;
  /** The lines that were ignored, or read as something else than they say. */
  readonly remarks: readonly Remark[];
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
  if (plan.late.length > 0) throw contradiction(plan.late);

  const authors = new Map<string, TenantLedger>();
  const remarks = [...plan.remarks];
  let written = 0;
  let done = 0;
  progress?.start(plan.steps.length);
  try {
    for (const step of plan.steps) {
      const { by } = step.change;
      const author = authors.get(by) ?? ledger.as({ tenant, actor: { id: by, kind: "host" } });
      authors.set(by, author);
      const result = await writeStep(author, step);
      if (result.written) written += 1;
      if (result.remark !== null) remarks.push(result.remark);
      progress?.advance(++done);
    }
  } catch (cause) {
    throw interrupted(cause, done, plan.steps.length, plan.steps[done]?.change.line);
  } finally {
    progress?.stop();
  }
  const { prompts, alive, ignored } = plan;
  const alreadyImported = plan.alreadyImported + plan.steps.length - written;
  const seconds = (performance.now() - started) / 1000;
  return { prompts, alive, written, alreadyImported, ignored, seconds, remarks };
}

function contradiction(late: readonly Remark[]): CommandError {
  return new CommandError(
    "history-contradicts-ledger",
    EXIT.refused,
    "the ledger has later changes to the same prompts, so those of the file cannot be added; nothing was written",
    "import into another tenant (--tenant), or remove those lines",
    { issues: late.map(({ line, message }) => ({ field: `line ${line}`, message })) },
  );
}

function interrupted(cause: unknown, done: number, total: number, line = 0): CommandError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CommandError(
    "import-interrupted",
    EXIT.refused,
    `the import stopped at line ${line}, after ${done} of ${total} changes: ${reason}`,
    "every change was written completely or not at all; run the same import again to continue",
    { cause },
  );
}
