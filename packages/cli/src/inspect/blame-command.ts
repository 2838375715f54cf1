import type { BlamedLine, VersionRef } from "@promptledger/core";
import type { LedgerOptions } from "../command-line/ledger-options.ts";
import { beforeDeletion, withPrompt } from "../commands/find-prompt.ts";
import { momentText, withIsoTimes } from "../terminal/moment-text.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer, colorsOf } from "../terminal/terminal.ts";

/** Options of `promptledger blame`. */
export interface BlameOptions extends LedgerOptions {
  readonly version: VersionRef;
  /** Reads the prompt as it was at that time. */
  readonly at?: string;
}

/** `promptledger blame <prompt>`: which version brought each line of a version's messages. */
export async function blameCommand(name: string, options: BlameOptions, terminal: Terminal): Promise<void> {
  const { at, version, json } = options;
  await withPrompt(name, options, terminal, async ({ prompt }, { versions, history }) => {
    const moment = at === undefined ? await beforeDeletion(history, prompt) : { at };
    const lines = await versions.blame(prompt, version, moment);
    const document = { promptId: prompt.id, lines: lines.map((line) => withIsoTimes(line)) };
    answer(terminal, json, document, () => blamedLines(lines, terminal));
  });
}

function blamedLines(lines: readonly BlamedLine[], terminal: Terminal): readonly string[] {
  const { cyan, dim } = colorsOf(terminal.out, terminal.environment);
  const rows = lines.map((one) => [`${one.version}`, printable(one.by), momentText(one.at), `${one.line}`]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row, index) => {
    const [version = "", by = "", at = "", line = ""] = row.map((cell, column) =>
      column === 0 || column === 3 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    );
    return `${cyan(version)}  ${by}  ${dim(at)}  ${dim(line)}  ${printable(lines[index]?.text ?? "")}`.trimEnd();
  });
}
