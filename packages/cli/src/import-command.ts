import { importFile } from "./import-file.ts";
import { importSummary } from "./import-summary.ts";
import type { LedgerOptions } from "./open-ledger.ts";
import { openLedger } from "./open-ledger.ts";
import type { Terminal } from "./terminal.ts";
import { answer } from "./terminal.ts";

/** `promptledger import <file>`: brings the history of a file into the ledger. */
export async function importCommand(file: string, options: LedgerOptions, terminal: Terminal): Promise<void> {
  const { ledger, forgets } = await openLedger(options);
  try {
    const result = await importFile(file, { ledger, tenant: options.tenant }, terminal, options.json);
    answer(terminal, options.json, result, () => importSummary(result));
    if (forgets && !options.json)
      terminal.err.write(
        "memory: forgets all of it now; to look at it, use serve, log, show or diff with --import\n",
      );
  } finally {
    await ledger.close();
  }
}
