import type { JsonValue, Version, VersionRef } from "@promptledger/core";
import type { LedgerOptions } from "../storage/with-ledger.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer } from "../terminal/terminal.ts";
import { diffLines } from "./diff-lines.ts";
import { beforeDeletion, withPrompt } from "./find-prompt.ts";
import type { ShownChange } from "./message-changes.ts";

/** `promptledger diff <prompt> <from> <to>`: what changed from one version to another. */
export async function diffCommand(
  name: string,
  from: VersionRef,
  to: VersionRef,
  options: LedgerOptions,
  terminal: Terminal,
): Promise<void> {
  await withPrompt(name, options, terminal, async ({ prompt, foundBy }, { versions, history }) => {
    const moment = await beforeDeletion(history, prompt);
    const diff = await versions.diff(prompt, from, to, moment);
    const before = await versions.get(prompt, diff.from, moment);
    const after = await versions.get(prompt, diff.to, moment);
    const all = { ...diff, fields: [...diff.fields, ...changesBesideContent(before, after)] };
    const document = { promptId: prompt.id, foundBy, ...all };
    answer(terminal, options.json, document, () => diffLines(prompt.name, all, terminal));
  });
}

/** What differs beside the content and the description. */
function changesBesideContent(before: Version, after: Version): readonly ShownChange[] {
  const plain = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;
  return (["integrations", "message"] as const).flatMap((field) => {
    const change = { field, before: plain(before[field]), after: plain(after[field]) };
    return JSON.stringify(change.before) === JSON.stringify(change.after) ? [] : [change];
  });
}
