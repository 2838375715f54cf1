import type { VersionDiff, VersionRef } from "@promptledger/core";
import { findPrompt } from "./find-prompt.ts";
import { lastLife } from "./last-life.ts";
import type { LedgerOptions } from "./open-ledger.ts";
import { printable, printableText } from "./printable.ts";
import type { Terminal } from "./terminal.ts";
import { answer, colorsOf } from "./terminal.ts";
import { withLedger } from "./with-ledger.ts";

/** How many unchanged lines are shown around a change. */
const CONTEXT = 3;

/** `promptledger diff <prompt> <from> <to>`: what changed from one version to another. */
export async function diffCommand(
  name: string,
  versions: { readonly from: VersionRef; readonly to: VersionRef },
  options: LedgerOptions,
  terminal: Terminal,
): Promise<void> {
  const { prompt, foundBy, diff } = await withLedger(options, terminal, async (opened) => {
    const found = await findPrompt(opened, name, options, terminal);
    const { from, to } = versions;
    const readable = await lastLife(opened.tenantLedger, found.prompt);
    return { ...found, diff: await opened.tenantLedger.versions.diff(found.prompt, from, to, readable) };
  });
  answer(terminal, options.json, { promptId: prompt.id, foundBy, ...diff }, () =>
    diffLines(prompt.name, diff, terminal),
  );
}

function diffLines(name: string, diff: VersionDiff, terminal: Terminal): readonly string[] {
  const { bold, red, green } = colorsOf(terminal.out, terminal.environment);
  const fields = diff.fields.filter(({ field }) => field !== "messages" || diff.text.length === 0);
  const lines = [
    ...fields.flatMap(({ field, before, after }) => [
      red(printable(`- ${field}: ${JSON.stringify(before)}`)),
      green(printable(`+ ${field}: ${JSON.stringify(after)}`)),
    ]),
    ...diff.text.flatMap((change, index) => {
      const sign = { same: "  ", removed: "- ", added: "+ " }[change.type];
      const color = { same: String, removed: red, added: green }[change.type];
      return shownLines(change, index === 0, index === diff.text.length - 1).map((line) =>
        color(`${sign}${line}`),
      );
    }),
  ];
  const title = bold(`${printable(name)}: version ${diff.from} to version ${diff.to}`);
  return [title, ...(lines.length > 0 ? lines : ["the same"])];
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
  return [...head, `... ${lines.length - head.length - tail.length} lines the same`, ...tail];
}
