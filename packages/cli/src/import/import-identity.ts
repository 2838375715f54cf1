import { createHash } from "node:crypto";
import type { HistoryChange } from "./history-change.ts";

/** The id of the prompt with this name, the same in every import: `imp_` and 26 hexadecimal digits of the name's SHA-256. */
export function importedPromptId(name: string): string {
  return `imp_${sha256(name).slice(0, 26)}`;
}

/** A change with the ids that it has in every import. */
export type IdentifiedChange = HistoryChange & { readonly promptId: string; readonly commandId: string };

/**
 * Gives each change its command id: a hash of its content and of how many equal changes come before it. It stays the same when lines are
 * added to the file or formatted differently.
 */
export function identified(changes: readonly HistoryChange[]): readonly IdentifiedChange[] {
  const counts = new Map<string, number>();
  return changes.map((change) => {
    const { at, by, action, prompt } = change;
    const content = JSON.stringify([at, by, action, prompt, action === "deleted" ? null : change.text]);
    const before = counts.get(content) ?? 0;
    counts.set(content, before + 1);
    const commandId = `import-${sha256(`${before}\n${content}`)}`;
    return { ...change, promptId: importedPromptId(prompt), commandId };
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
