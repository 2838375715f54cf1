import { importFile } from "./import-file.ts";
import type { LedgerOptions, OpenedLedger } from "./open-ledger.ts";
import { openLedger } from "./open-ledger.ts";
import type { Terminal } from "./terminal.ts";

/** Opens the ledger, loads the file that `--import` names, does the work, and closes the ledger whatever happens. */
export async function withLedger<T>(
  options: LedgerOptions,
  terminal: Terminal,
  work: (opened: OpenedLedger) => Promise<T>,
): Promise<T> {
  // Whoever only reads makes no storage by a slip of the pen.
  const opened = await openLedger(options, { create: options.import !== undefined });
  try {
    if (options.import !== undefined) {
      await importFile(options.import, { ledger: opened.ledger, tenant: options.tenant }, terminal, true);
    }
    return await work(opened);
  } finally {
    await opened.ledger.close();
  }
}
