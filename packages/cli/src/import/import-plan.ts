import type { HistoryChange } from "./history-change.ts";
import type { IdentifiedChange } from "./import-identity.ts";

/** What a change does to its prompt. */
export type ImportAction =
  | { readonly type: "create" | "edit"; readonly text: string }
  | { readonly type: "delete" }
  /** `text` is null if the prompt is restored with the text that it had. */
  | { readonly type: "restore"; readonly text: string | null };

/** A change to write. */
export interface ImportStep extends IdentifiedChange {
  readonly action: ImportAction;
}

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

/** What an import will do. */
export interface ImportPlan {
  readonly steps: readonly ImportStep[];
  /** How many changes the ledger already has. */
  readonly alreadyImported: number;
  /** How many changes would change nothing. */
  readonly ignored: number;
  readonly remarks: readonly Remark[];
  /** Changes that are earlier than the ledger's last change to their prompt. They cannot be written. */
  readonly late: readonly Remark[];
  /** How many prompts the file has. */
  readonly prompts: number;
  /** How many of them are not deleted after the import. */
  readonly alive: number;
}

const NONE: PlannedPrompt = { status: "none", text: null };

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
  for (const one of changes) {
    const { change, promptId, commandId } = one;
    const { line, at } = change;
    const before = known.get(promptId);
    let state = states.get(promptId) ?? NONE;
    let meaning = meaningOf(change, state);
    if (before?.commandIds.has(commandId)) {
      alreadyImported += 1;
    } else {
      if (meaning.action !== null && !continued.has(promptId)) {
        continued.add(promptId);
        if (before !== undefined) {
          state = before;
          meaning = meaningOf(change, state);
          if (at < before.lastAt) late.push({ line, message: tooLate(before.lastAt) });
        }
      }
      if (meaning.remark !== null) remarks.push({ line, message: meaning.remark });
      if (meaning.action === null) ignored += 1;
      else steps.push({ ...one, action: meaning.action });
    }
    states.set(promptId, stateAfter(state, meaning.action));
  }
  for (const [id, before] of known) if (!continued.has(id)) states.set(id, before);
  const statuses = [...states.values()].map(({ status }) => status);
  const alive = statuses.filter((status) => status === "alive").length;
  const prompts = statuses.filter((status) => status !== "none").length;
  return { steps, alreadyImported, ignored, remarks, late, prompts, alive };
}

interface Meaning {
  /** Null if the change would change nothing. */
  readonly action: ImportAction | null;
  readonly remark: string | null;
}

// Histories contain mistakes. A line is read as the only thing it can mean, with a remark.
function meaningOf(change: HistoryChange, { status, text }: PlannedPrompt): Meaning {
  if (change.action === "deleted") {
    if (status === "alive") return { action: { type: "delete" }, remark: null };
    const reason = status === "none" ? "was not created" : "is already deleted";
    return { action: null, remark: `deletes a prompt that ${reason}; ignored` };
  }
  const isEdit = change.action === "edited";
  if (status === "none")
    return {
      action: { type: "create", text: change.text },
      remark: isEdit ? "edits a prompt that was not created; read as its creation" : null,
    };
  if (status === "deleted")
    return {
      action: { type: "restore", text: change.text === text ? null : change.text },
      remark: isEdit ? "edits a deleted prompt; read as its restoration" : null,
    };
  if (!isEdit && change.text === text)
    return { action: null, remark: "creates a prompt that exists, with the same text; ignored" };
  return {
    action: { type: "edit", text: change.text },
    remark: isEdit ? null : "creates a prompt that exists; read as an edit",
  };
}

function stateAfter(state: PlannedPrompt, action: ImportAction | null): PlannedPrompt {
  if (action === null) return state;
  if (action.type === "delete") return { ...state, status: "deleted" };
  return { status: "alive", text: action.text ?? state.text };
}

function tooLate(lastAt: number): string {
  return `is earlier than the prompt's last change in the ledger, ${new Date(lastAt).toISOString()}`;
}
