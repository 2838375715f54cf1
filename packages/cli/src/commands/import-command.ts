import type { LedgerOptions } from "../command-line/ledger-options.ts";
import { importFile } from "../import/import-file.ts";
import { importSummary } from "../import/import-summary.ts";
import { withLedger } from "../storage/with-ledger.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer } from "../terminal/terminal.ts";

/** `promptledger import <file>`: imports the history in a file. */
export async function importCommand(file: string, options: LedgerOptions, terminal: Terminal): Promise<void> {
  const { tenant, json } = options;
  await withLedger(options, { create: true }, async (opened) => {
    const result = await importFile(file, opened, tenant, terminal, json);
    answer(terminal, json, result, () => importSummary(result));
    if (opened.inMemory && !json)
      terminal.err.write(
        "memory: nothing is kept after this command; to look at a file, use serve, log, show or diff with --import\n",
      );
  });
}
