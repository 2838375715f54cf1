import type { LedgerCommand } from "@promptledger/core";
import type { IdentifiedChange } from "./import-identity.ts";
import type { KnownPrompt } from "./known-prompts.ts";
import { placesOf } from "./line-places.ts";
import type { PromptState } from "./prompt-states.ts";
import { NO_PROMPT } from "./prompt-states.ts";

/** A change to write, with the commands that make it. */
export type ImportStep = IdentifiedChange & { readonly commands: readonly LedgerCommand[] };

/** Something to tell the user about a line. */
export interface Remark {
  readonly line: number;
  readonly message: string;
}

/** What an import reports. */
export interface ImportCounts {
  /** How many prompts the file has. */
  readonly prompts: number;
  /** How many of them are not deleted after the import. */
  readonly alive: number;
  /** How many changes the ledger had before. */
  readonly alreadyImported: number;
  /** How many changes would change nothing. */
  readonly ignored: number;
  /** The lines that were ignored, or read as something else than they say. */
  readonly remarks: readonly Remark[];
}

/** What an import will do. */
export interface ImportPlan extends ImportCounts {
  readonly steps: readonly ImportStep[];
  /** Changes that are earlier than the ledger's last change to their prompt. They cannot be written. */
  readonly late: readonly Remark[];
  /** The prefix ids of the ignored changes. */
  readonly ignoredIds: readonly string[];
}

/**
 * Compares a history with the ledger, and decides what to write. A change is already imported if its command is in its prompt's history, and
 * one that an earlier import ignored stays ignored. Any other change is judged by its prompt as the ledger had it at the change's own time,
 * after the new changes of the file before it.
 */
export function planImport(
  changes: readonly IdentifiedChange[],
  known: ReadonlyMap<string, KnownPrompt>,
  ignoredBefore: ReadonlySet<string> = new Set(),
): ImportPlan {
  const places = placesOf(changes, known);
  const planned = new Map<string, PromptState>();
  const steps: ImportStep[] = [];
  const remarks: Remark[] = [];
  const late: Remark[] = [];
  const ignoredIds: string[] = [];
  let alreadyImported = 0;
  for (const [index, change] of changes.entries()) {
    const { line, promptId, prefixId } = change;
    const place = places[index] ?? 0;
    if (place === "imported") {
      alreadyImported += 1;
      continue;
    }
    const events = known.get(promptId) ?? [];
    const before = planned.get(promptId) ?? events[place - 1] ?? NO_PROMPT;
    const meaning = meaningOf(change, before);
    if (ignoredBefore.has(prefixId) || meaning.commands.length === 0) {
      ignoredIds.push(prefixId);
      remarks.push({ line, message: meaning.commands.length === 0 ? `${meaning.remark}` : IGNORED_BEFORE });
      continue;
    }
    if (meaning.remark !== null) remarks.push({ line, message: meaning.remark });
    const last = events.at(-1);
    if (place < events.length && last !== undefined) late.push({ line, message: lateMessage(last.at) });
    steps.push({ ...change, commands: meaning.commands });
    planned.set(promptId, meaning.after);
  }
  const ids = new Set(changes.map(({ promptId }) => promptId));
  const statuses = [...ids].map((id) => (planned.get(id) ?? known.get(id)?.at(-1) ?? NO_PROMPT).status);
  const alive = statuses.filter((status) => status === "alive").length;
  const prompts = statuses.filter((status) => status !== "none").length;
  return { steps, alreadyImported, ignored: ignoredIds.length, ignoredIds, remarks, late, prompts, alive };
}

const IGNORED_BEFORE = "changed nothing when it was imported before; ignored";

function lateMessage(last: number): string {
  return `is earlier than the prompt's last change in the ledger, ${new Date(last).toISOString()}`;
}

interface Meaning {
  /** None if the change would change nothing. */
  readonly commands: readonly LedgerCommand[];
  /** The prompt after the change. */
  readonly after: PromptState;
  readonly remark: string | null;
}

// Histories contain mistakes. A line is read as the only thing it can mean, with a remark.
function meaningOf(change: IdentifiedChange, before: PromptState): Meaning {
  const { promptId: id, action, prompt: name } = change;
  const prompt = { id };
  const { status, text } = before;
  const ignore = (remark: string): Meaning => ({ commands: [], after: before, remark: `${remark}; ignored` });
  if (action === "deleted") {
    if (status !== "alive")
      return ignore(`deletes a prompt that ${status === "none" ? "was not created" : "is already deleted"}`);
    return {
      commands: [{ type: "DeletePrompt", prompt }],
      after: { ...before, status: "deleted" },
      remark: null,
    };
  }
  const write = (commands: readonly LedgerCommand[], remark: string | null): Meaning => ({
    commands,
    after: { status: "alive", text: change.text },
    remark,
  });
  const deploy: LedgerCommand = { type: "DeployVersion", prompt, version: "latest" };
  const newVersion: readonly LedgerCommand[] = [
    { type: "CreateVersion", prompt, input: { messages: [{ role: "user", content: change.text }] } },
    { type: "CommitVersion", prompt },
    deploy,
  ];
  const isEdit = action === "edited";
  if (status === "none")
    return write(
      [{ type: "CreatePrompt", id, name }, ...newVersion],
      isEdit ? "edits a prompt that was not created; read as its creation" : null,
    );
  if (status === "deleted")
    return write(
      [{ type: "RestorePrompt", prompt }, ...(change.text === text ? [deploy] : newVersion)],
      isEdit ? "edits a deleted prompt; read as its restoration" : null,
    );
  if (isEdit) return write(newVersion, null);
  if (change.text === text) return ignore("creates a prompt that exists, with the same text");
  return write(newVersion, "creates a prompt that exists; read as an edit");
}
