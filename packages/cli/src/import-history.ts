import type { Ledger, TenantLedger } from "@promptledger/core";
import { CommandError } from "./command-error.ts";
import { EXIT } from "./exit-codes.ts";
import type { HistoryChange } from "./history-change.ts";
import { identified } from "./import-identity.ts";
import type { Remark } from "./import-plan.ts";
import { planImport } from "./import-plan.ts";
import { writeStep } from "./import-step.ts";
import { knownPrompts } from "./known-prompts.ts";
import type { Progress } from "./progress.ts";

/** What an import did. */
export interface ImportResult {
  /** The prompts of the file, and those of them that live now. */
  readonly prompts: number;
  readonly alive: number;
  /** Changes of the file: written now, there before, and left out because they ask for what is so already. */
  readonly written: number;
  readonly there: number;
  readonly ignored: number;
  readonly seconds: number;
  /** The lines that were not taken as they stand, and how they were understood. */
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
 * Writes a checked history to the ledger, each change as its author and at its time, in the order of the file and in one append each.
 * What is in the ledger already is not written again, also where its command ids have expired; so an import that was interrupted
 * is finished by running it again. A history that contradicts the ledger is refused before anything is written.
 */
export async function importHistory({
  ledger,
  tenant,
  changes,
  progress,
}: ImportRequest): Promise<ImportResult> {
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
  const there = plan.there + plan.steps.length - written;
  const seconds = (performance.now() - started) / 1000;
  return { prompts, alive, written, there, ignored, seconds, remarks };
}

function contradiction(late: readonly Remark[]): CommandError {
  return new CommandError({
    code: "history-contradicts-ledger",
    exitCode: EXIT.refused,
    message:
      "the ledger has later changes of the same prompts, so the file's cannot be added; nothing was written",
    issues: late.map(({ line, message }) => ({ field: `line ${line}`, message })),
    hint: "import into another tenant (--tenant), or leave those lines out",
  });
}

function interrupted(cause: unknown, done: number, total: number, line = 0): CommandError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CommandError({
    code: "import-interrupted",
    exitCode: EXIT.refused,
    message: `the import stopped at line ${line}, after ${done} of ${total} changes: ${why}`,
    hint: "each change is whole or not there at all; run the same import again, and it goes on where it stopped",
    cause,
  });
}
