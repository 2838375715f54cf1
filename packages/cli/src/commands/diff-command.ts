import type { VersionDiff, VersionRef } from "@promptledger/core";
import type { LedgerOptions } from "../storage/with-ledger.ts";
import { printable, printableText } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer, colorsOf } from "../terminal/terminal.ts";
import { beforeDeletion, withPrompt } from "./find-prompt.ts";

/** How many unchanged lines are shown around a change. */
const CONTEXT = 3;

/** `promptledger diff <prompt> <from> <to>`: what changed from one version to another. */
export async function diffCommand(
  name: string,
  from: VersionRef,
  to: VersionRef,
  options: LedgerOptions,
  terminal: Terminal,
): Promise<void> {
  await withPrompt(name, options, terminal, async ({ prompt, foundBy }, { versions, history }) => {
    const diff = await versions.diff(prompt, from, to, await beforeDeletion(history, prompt));
    const document = { promptId: prompt.id, foundBy, ...diff };
    answer(terminal, options.json, document, () => diffLines(prompt.name, diff, terminal));
  });
}

function diffLines(name: string, diff: VersionDiff, terminal: Terminal): readonly string[] {
  const { bold, red, green } = colorsOf(terminal.out, terminal.environment);
  const fields = diff.fields.filter(({ field }) => field !== "messages" || diff.text.length === 0);
  const signs = { same: "  ", removed: "- ", added: "+ " };
  const colors = { same: String, removed: red, added: green };
  const lines = [
    ...fields.flatMap(({ field, before, after }) => [
      red(printable(`- ${field}: ${JSON.stringify(before)}`)),
      green(printable(`+ ${field}: ${JSON.stringify(after)}`)),
    ]),
    ...(diff.coarse
      ? ["too many lines differ to be compared one by one: what differs is shown as a whole"]
      : []),
    ...diff.text.flatMap((change, index) =>
      shownLines(change, index === 0, index === diff.text.length - 1).map((line) =>
        colors[change.type](`${signs[change.type]}${line}`),
      ),
    ),
  ];
  const title = bold(`${printable(name)}: version ${diff.from} to version ${diff.to}`);
  return [title, ...(lines.length > 0 ? lines : ["no differences"])];
}

function shownLines(
  { type, text }: VersionDiff["text"][number],
  first: boolean,
  last: boolean,
): readonly string[] {
  const lines = printableText(text).replace(/\n$/u, "").split("\n");
  if (type !== "same" || lines.length <= 2 * CONTEXT + 1) return lines;
  const head = first ? [] : lines.slice(0, CONTEXT);
  const tail = last ? [] : lines.slice(-CONTEXT);
  return [...head, `... ${lines.length - head.length - tail.length} unchanged lines`, ...tail];
}
