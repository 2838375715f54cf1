import type { ImportedChange, Ledger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import type { ImportStep, Remark } from "./import-plan.ts";

/** How many changes are written in one append. */
const PART_CHANGES = 100;

// One event of each change contains its text, as JSON with up to six bytes a character. An append has at most 4 MB.
const PART_CHARACTERS = 400_000;

/**
 * The steps in parts, each small enough for one append. An append keeps the events of a prompt together, so a prompt that comes again begins
 * a new part: the log is in the order of the file.
 */
export function partsOf(steps: readonly ImportStep[]): readonly (readonly ImportStep[])[] {
  const parts: ImportStep[][] = [];
  let part: ImportStep[] = [];
  let prompts = new Set<string>();
  let characters = 0;
  for (const step of steps) {
    const own = step.action === "deleted" ? 0 : step.text.length;
    const isFull = part.length === PART_CHANGES || characters + own > PART_CHARACTERS;
    if (part.length > 0 && (isFull || prompts.has(step.promptId))) {
      parts.push(part);
      part = [];
      prompts = new Set();
      characters = 0;
    }
    part.push(step);
    prompts.add(step.promptId);
    characters += own;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

interface PartResult {
  readonly written: number;
  readonly remarks: readonly Remark[];
}

/**
 * Writes a part in one append. `revisions` are those of the prompts as the plan knows them, and are brought up to date: if somebody else
 * changes one of these prompts meanwhile, the part is rejected.
 */
export async function writePart(
  ledger: Ledger,
  tenant: string,
  steps: readonly ImportStep[],
  revisions: Map<string, number>,
): Promise<PartResult> {
  const [first, ...others] = steps;
  if (first === undefined) return { written: 0, remarks: [] };
  const write = async (some: readonly ImportStep[]): Promise<number> => {
    const result = await ledger.importChanges(tenant, changesOf(some, revisions));
    for (const [id, revision] of Object.entries(result.revisions)) revisions.set(id, revision);
    return result.receipt.repeated ? 0 : some.length;
  };
  try {
    return { written: await write(steps), remarks: [] };
  } catch (error) {
    const restores = steps.some(({ commands }) => commands[0]?.type === "RestorePrompt");
    const isTaken = isLedgerError(error, "slug-taken");
    // At the time of the line the slug was free. Its history cannot take an event before those that it has.
    const wasTaken = isLedgerError(error, "time-goes-back");
    if (!restores || !(isTaken || wasTaken)) throw error;
    const why = isTaken ? "now belongs to another prompt" : "belonged to another prompt after that time";
    if (others.length === 0) return restoreUnderNewSlug(ledger, tenant, first, why, write);
  }
  // One of them is restored after another prompt took its slug. One by one, they tell which.
  let written = 0;
  const remarks: Remark[] = [];
  for (const step of steps) {
    const result = await writePart(ledger, tenant, [step], revisions);
    written += result.written;
    remarks.push(...result.remarks);
  }
  return { written, remarks };
}

/** Restores a prompt whose slug another prompt has by now, or had. The slug of a deleted prompt is free. */
async function restoreUnderNewSlug(
  ledger: Ledger,
  tenant: string,
  step: ImportStep,
  why: string,
  write: (some: readonly ImportStep[]) => Promise<number>,
): Promise<PartResult> {
  const { line, by, promptId: id, commands } = step;
  const reader = ledger.as({ tenant, actor: { id: by, kind: "host" } });
  const { slug: taken } = await reader.prompts.get({ id }, { deleted: true });
  const suffix = `-${id}`;
  const slug = `${[...taken].slice(0, 255 - suffix.length).join("")}${suffix}`;
  const restore = { type: "RestorePrompt", prompt: { id }, slug } as const;
  const written = await write([{ ...step, commands: [restore, ...commands.slice(1)] }]);
  const message = `its slug ${taken} ${why}; restored as ${slug}`;
  return { written, remarks: [{ line, message }] };
}

function changesOf(
  steps: readonly ImportStep[],
  revisions: ReadonlyMap<string, number>,
): readonly ImportedChange[] {
  const actors = new Map<string, ImportedChange["actor"]>();
  return steps.map(({ by, at, promptId, commandId, commands }) => {
    const actor = actors.get(by) ?? { id: by, kind: "host" };
    actors.set(by, actor);
    return { actor, occurredAt: at, commandId, commands, expected: revisions.get(promptId) ?? 0 };
  });
}
