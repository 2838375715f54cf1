import { replaceFile } from "../declarations/replace-file.ts";
import { withLedger } from "../storage/with-ledger.ts";
import { plural } from "../terminal/plural.ts";
import { printable } from "../terminal/printable.ts";
import { progressOn } from "../terminal/progress.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer } from "../terminal/terminal.ts";
import type { CheckpointOptions } from "./checkpoint-command.ts";
import { proofOptions } from "./proof-options.ts";

/** `promptledger export`: writes the tenant's log, one event a line, with a checkpoint at the end. */
export async function exportCommand(options: CheckpointOptions, terminal: Terminal): Promise<void> {
  const { out, json } = options;
  const proof = proofOptions(options, terminal);
  await withLedger(
    options,
    { create: false },
    async ({ tenantLedger }) => {
      const lines = tenantLedger.proof.exportLog();
      if (out === undefined) {
        for await (const line of lines) terminal.out.write(`${line}\n`);
        return;
      }
      const events = await writeLines(lines, out, json, terminal);
      answer(terminal, json, { out, events }, () => [
        `${printable(out)} was written: ${plural(events, "event")}`,
      ]);
    },
    { proof },
  );
}

/** Replaces a file by lines. The answer is the number of events. */
async function writeLines(
  lines: AsyncIterable<string>,
  file: string,
  json: boolean,
  terminal: Terminal,
): Promise<number> {
  const progress = json ? null : progressOn(terminal, "export", "events");
  let events = -2;
  async function* counted(): AsyncGenerator<string> {
    for await (const line of lines) {
      if (events === -2) progress?.start((JSON.parse(line) as { readonly size: number }).size);
      events += 1;
      if (events > 0) progress?.advance(events);
      yield `${line}\n`;
    }
  }
  try {
    await replaceFile(file, counted());
    return events;
  } finally {
    progress?.stop();
  }
}
