import type { DiffSide, VersionDiff } from "@promptledger/core";
import type { LedgerOptions } from "../command-line/ledger-options.ts";
import { beforeDeletion, withPrompt } from "../commands/find-prompt.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer } from "../terminal/terminal.ts";
import { diffLines } from "./diff-lines.ts";
import type { ShownChange } from "./message-changes.ts";

/** `promptledger diff <prompt> <from> <to>`: what changed from one version to another, as of two times, or between what was live on two days. */
export async function diffCommand(
  name: string,
  from: DiffSide,
  to: DiffSide,
  options: LedgerOptions,
  terminal: Terminal,
): Promise<void> {
  await withPrompt(name, options, terminal, async ({ prompt, foundBy }, { versions, history }) => {
    const moment = await beforeDeletion(history, prompt);
    const diff = await versions.diff(prompt, { from, to }, moment);
    const all = { ...diff, fields: [...diff.fields, ...changesBesideContent(diff)] };
    const document = { promptId: prompt.id, foundBy, ...all };
    answer(terminal, options.json, document, () => diffLines(prompt.name, all, terminal));
  });
}

/** What differs beside the content and the description. */
function changesBesideContent({ changes }: VersionDiff): readonly ShownChange[] {
  return (["integrations", "message"] as const).flatMap((field) =>
    changes.flatMap(({ path, before, after }) => (path === field ? [{ field, before, after }] : [])),
  );
}
