import * as crypto from "node:crypto";
import type { HistoryChange } from "./history-change.ts";

/** The id of the prompt with this name, the same in every import: `imp_` and 26 hexadecimal digits of the name's SHA-256. */
export function importedPromptId(name: string): string {
  return `imp_${sha256(name).slice(0, 26)}`;
}

/** A change with the ids that it has in every import. */
export type IdentifiedChange = HistoryChange & {
  readonly promptId: string;
  readonly commandId: string;
  /** The changes of the same prompt up to this one, as one hash. */
  readonly prefixId: string;
};

/**
 * Gives each change its command id: a hash of its content and of how many equal changes come before it. It stays the same when lines are
 * added to the file or formatted differently. The prefix id stays the same as long as the lines of its prompt before it do.
 */
export function identified(changes: readonly HistoryChange[]): readonly IdentifiedChange[] {
  const counts = new Map<string, number>();
  const prompts = new Map<string, { readonly promptId: string; prefixId: string }>();
  return changes.map((change) => {
    const { at, by, action, prompt } = change;
    const content = JSON.stringify([at, by, action, prompt, action === "deleted" ? null : change.text]);
    const before = counts.get(content) ?? 0;
    counts.set(content, before + 1);
    const commandId = `import-${sha256(`${before}\n${content}`)}`;
    const own = prompts.get(prompt) ?? { promptId: importedPromptId(prompt), prefixId: "" };
    prompts.set(prompt, own);
    own.prefixId = sha256(`${own.prefixId}\n${commandId}`);
    return { ...change, promptId: own.promptId, commandId, prefixId: own.prefixId };
  });
}

// Only since Node 20.12. It creates no hash object, so it takes half as long.
const { hash } = crypto as Partial<typeof crypto>;

function sha256(text: string): string {
  return hash === undefined
    ? crypto.createHash("sha256").update(text).digest("hex")
    : hash("sha256", text, "hex");
}
