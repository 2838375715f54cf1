import { createHash } from "node:crypto";
import type { HistoryChange } from "./history-change.ts";

/** The id of the prompt with this name, the same in every import: `imp_` and 26 hexadecimal digits of the name's SHA-256. */
export function importedPromptId(name: string): string {
  return `imp_${sha256(name).slice(0, 26)}`;
}

/** A change with the ids that every import of it has. */
export interface IdentifiedChange {
  readonly change: HistoryChange;
  readonly promptId: string;
  readonly commandId: string;
}

/**
 * Gives each change its command id: a hash of what it says, and of how many changes before it say exactly the same. So it stays the
 * same when lines are added to the file, or are written with other spaces.
 */
export function identified(changes: readonly HistoryChange[]): readonly IdentifiedChange[] {
  const seen = new Map<string, number>();
  const ids = new Map<string, string>();
  return changes.map((change) => {
    const { at, by, action, prompt } = change;
    const says = JSON.stringify([at, by, action, prompt, change.action === "deleted" ? null : change.text]);
    const before = seen.get(says) ?? 0;
    seen.set(says, before + 1);
    const promptId = ids.get(prompt) ?? importedPromptId(prompt);
    ids.set(prompt, promptId);
    return { change, promptId, commandId: `import-${sha256(`${before}\n${says}`)}` };
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
