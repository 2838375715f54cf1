import type { LedgerCommand } from "@promptledger/core";
import type { IdentifiedChange } from "./import-identity.ts";

/** A change to write, with the commands that make it. */
export type ImportStep = IdentifiedChange & { readonly commands: readonly LedgerCommand[] };

/** Something to tell the user about a line. */
export interface Remark {
  readonly line: number;
  readonly message: string;
}

/** A prompt as an import sees it. */
export interface PlannedPrompt {
  readonly status: "none" | "alive" | "deleted";
  /** The text of its newest committed version. Null if there is none, or none that an import could have written. */
  readonly text: string | null;
}

/** A prompt as the ledger has it before an import. */
export interface KnownPrompt extends PlannedPrompt {
  /** The ids of all commands in its history, including those that the store no longer remembers. */
  readonly commandIds: ReadonlySet<string>;
  /** When its last event happened. */
  readonly lastAt: number;
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
}

/**
 * Compares a history with the ledger, and decides what to write. A change is already imported if its command is in its prompt's history.
 * Up to a prompt's first new change only the file determines its state; from there on, the ledger does.
 */
export function planImport(
  changes: readonly IdentifiedChange[],
  known: ReadonlyMap<string, KnownPrompt>,
): ImportPlan {
  const states = new Map<string, PlannedPrompt>();
  const continued = new Set<string>();
  const steps: ImportStep[] = [];
  const remarks: Remark[] = [];
  const late: Remark[] = [];
  let alreadyImported = 0;
  let ignored = 0;
  for (const change of changes) {
    const { line, at, promptId, commandId } = change;
    const before = known.get(promptId);
    let meaning = meaningOf(change, states.get(promptId) ?? { status: "none", text: null });
    if (before?.commandIds.has(commandId)) {
      alreadyImported += 1;
    } else {
      if (meaning.commands.length > 0 && !continued.has(promptId)) {
        continued.add(promptId);
        if (before !== undefined) {
          meaning = meaningOf(change, before);
          const message = `is earlier than the prompt's last change in the ledger, ${new Date(before.lastAt).toISOString()}`;
          if (at < before.lastAt) late.push({ line, message });
        }
      }
      if (meaning.remark !== null) remarks.push({ line, message: meaning.remark });
      if (meaning.commands.length === 0) ignored += 1;
      else steps.push({ ...change, commands: meaning.commands });
    }
    states.set(promptId, meaning.after);
  }
  for (const [id, before] of known) if (!continued.has(id)) states.set(id, before);
  const statuses = [...states.values()].map(({ status }) => status);
  const alive = statuses.filter((status) => status === "alive").length;
  const prompts = statuses.filter((status) => status !== "none").length;
  return { steps, alreadyImported, ignored, remarks, late, prompts, alive };
}

interface Meaning {
  /** None if the change would change nothing. */
  readonly commands: readonly LedgerCommand[];
  /** The prompt after the change. */
  readonly after: PlannedPrompt;
  readonly remark: string | null;
}

// Histories contain mistakes. A line is read as the only thing it can mean, with a remark.
function meaningOf(change: IdentifiedChange, before: PlannedPrompt): Meaning {
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
