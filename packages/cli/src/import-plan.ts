import type { IdentifiedChange } from "./import-identity.ts";

/** What a change asks of the ledger. */
export type ImportAction =
  | { readonly type: "create"; readonly text: string }
  | { readonly type: "edit"; readonly text: string }
  | { readonly type: "delete" }
  /** `text` is null where the prompt comes back with the text that it had. */
  | { readonly type: "restore"; readonly text: string | null };

/** A change that is to be written. */
export interface ImportStep extends IdentifiedChange {
  readonly action: ImportAction;
}

/** A line that was not taken as it stands. */
export interface Remark {
  readonly line: number;
  readonly message: string;
}

/** A prompt as an import sees it. */
export interface PlannedPrompt {
  readonly status: "none" | "alive" | "deleted";
  /** The text of its newest committed version; null where there is none, or none that an import could have written. */
  readonly text: string | null;
}

/** A prompt as the ledger has it before an import. */
export interface KnownPrompt extends PlannedPrompt {
  /** The commands that made its history: also those that the store has forgotten. */
  readonly commandIds: ReadonlySet<string>;
  /** When its last event happened. */
  readonly lastAt: number;
}

/** What an import will do. */
export interface ImportPlan {
  readonly steps: readonly ImportStep[];
  /** How many changes are in the ledger already. */
  readonly there: number;
  /** How many changes ask for what is so already. */
  readonly ignored: number;
  readonly remarks: readonly Remark[];
  /** Changes that lie before what the ledger has of their prompt: they cannot be written. */
  readonly late: readonly Remark[];
  /** The prompts of the file, and those of them that live afterwards. */
  readonly prompts: number;
  readonly alive: number;
}

const NONE: PlannedPrompt = { status: "none", text: null };

/**
 * Compares a history with what the ledger has, and says what is to be written. A change is there already if its command made part of
 * its prompt's history. Up to the first new one of a prompt the file alone tells its state; from there the ledger does.
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
  let there = 0;
  let ignored = 0;
  for (const one of changes) {
    const { change, promptId, commandId } = one;
    const before = known.get(promptId);
    let state = states.get(promptId) ?? NONE;
    let meant = meaningOf(one, state);
    if (before?.commandIds.has(commandId)) {
      there += 1;
    } else if (meant.action === null && !continued.has(promptId)) {
      ignored += 1;
      remarks.push({ line: change.line, message: meant.remark });
    } else {
      if (before !== undefined && !continued.has(promptId)) {
        state = before;
        meant = meaningOf(one, state);
        if (change.at < before.lastAt) late.push({ line: change.line, message: tooLate(before.lastAt) });
      }
      continued.add(promptId);
      if (meant.remark !== null) remarks.push({ line: change.line, message: meant.remark });
      if (meant.action === null) ignored += 1;
      else steps.push({ ...one, action: meant.action });
    }
    states.set(promptId, stateAfter(state, meant.action));
  }
  for (const [id, before] of known) if (!continued.has(id)) states.set(id, before);
  const alive = [...states.values()].filter(({ status }) => status === "alive").length;
  const prompts = [...states.values()].filter(({ status }) => status !== "none").length;
  return { steps, there, ignored, remarks, late, prompts, alive };
}

type Meaning =
  | { readonly action: ImportAction; readonly remark: string | null }
  | { readonly action: null; readonly remark: string };

// Histories are untidy: what a line says is read as what it can only have meant, and the reading is told.
function meaningOf({ change }: IdentifiedChange, { status, text }: PlannedPrompt): Meaning {
  if (change.action === "deleted") {
    if (status === "alive") return { action: { type: "delete" }, remark: null };
    return {
      action: null,
      remark: `deletes a prompt that ${status === "none" ? "was not created" : "is deleted"}; left out`,
    };
  }
  const surprise = change.action === "edited";
  if (status === "none")
    return {
      action: { type: "create", text: change.text },
      remark: surprise ? "edits a prompt that was not created; taken as its creation" : null,
    };
  if (status === "deleted")
    return {
      action: { type: "restore", text: change.text === text ? null : change.text },
      remark: surprise ? "edits a deleted prompt; taken as its restoration" : null,
    };
  if (surprise) return { action: { type: "edit", text: change.text }, remark: null };
  if (change.text === text)
    return { action: null, remark: "creates a living prompt with the text that it has; left out" };
  return { action: { type: "edit", text: change.text }, remark: "creates a living prompt; taken as an edit" };
}

function stateAfter(state: PlannedPrompt, action: ImportAction | null): PlannedPrompt {
  if (action === null) return state;
  if (action.type === "delete") return { ...state, status: "deleted" };
  return { status: "alive", text: action.text ?? state.text };
}

function tooLate(lastAt: number): string {
  return `lies before the prompt's last change in the ledger, ${new Date(lastAt).toISOString()}`;
}
