import type { Ledger } from "@promptledger/core";
import { CommandError } from "../terminal/command-error.ts";
import type { Progress } from "../terminal/progress.ts";
import type { HistoryChange } from "./history-change.ts";
import type { Records } from "./ignored-lines.ts";
import { ignoredBefore, rememberIgnored } from "./ignored-lines.ts";
import { identified } from "./import-identity.ts";
import type { ImportCounts } from "./import-plan.ts";
import { planImport } from "./import-plan.ts";
import { knownPrompts } from "./known-prompts.ts";
import { partsOf, writePart } from "./write-part.ts";

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
  /** The records of the ledger's store. */
  readonly records: Records;
  readonly changes: readonly HistoryChange[];
  readonly progress?: Progress;
}

/**
 * Writes a checked history to the ledger, in the order of the file: many changes in one append, each with its author and its time. A change
 * that the ledger already has is not written again, even if its command id has expired, and one that changed nothing before is not judged
 * again. So an import that is repeated changes nothing, and an interrupted one is finished by running it again. A history that contradicts
 * the ledger is refused before anything is written.
 */
export async function importHistory(request: ImportRequest): Promise<ImportResult> {
  const { ledger, tenant, records, changes, progress } = request;
  const started = performance.now();
  const all = identified(changes);
  const reader = ledger.as({ tenant, actor: { id: "import", kind: "host" } });
  const known = await knownPrompts(reader, new Set(all.map(({ promptId }) => promptId)));
  const before = await ignoredBefore(records, tenant);
  const plan = planImport(all, known, before);
  if (plan.late.length > 0)
    throw new CommandError(
      "history-contradicts-ledger",
      "refused",
      "the ledger has later changes to the same prompts, so those of the file cannot be added; nothing was written",
      "import into another tenant (--tenant), or remove those lines",
      { issues: plan.late.map(({ line, message }) => ({ field: `line ${line}`, message })) },
    );
  // First of all, because what is written may change what these lines would mean.
  const ignored = plan.ignoredIds.filter((id) => !before.has(id));
  await rememberIgnored(records, tenant, ignored);

  const remarks = [...plan.remarks];
  const revisions = new Map([...known].map(([id, events]) => [id, events.length]));
  let written = 0;
  let done = 0;
  progress?.start(plan.steps.length);
  try {
    for (const part of partsOf(plan.steps)) {
      const result = await writePart(ledger, tenant, part, revisions);
      written += result.written;
      remarks.push(...result.remarks);
      for (const _step of part) {
        done += 1;
        progress?.advance(done);
      }
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
  const { prompts, alive } = plan;
  const alreadyImported = plan.alreadyImported + plan.steps.length - written;
  const seconds = (performance.now() - started) / 1000;
  return { prompts, alive, written, alreadyImported, ignored: plan.ignored, seconds, remarks };
}
