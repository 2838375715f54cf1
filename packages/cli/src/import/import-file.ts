import type { OpenedLedger } from "../storage/with-ledger.ts";
import { progressOn } from "../terminal/progress.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { readHistoryFile } from "./history-file.ts";
import type { ImportResult } from "./import-history.ts";
import { importHistory } from "./import-history.ts";

/** Checks a whole history file, then writes it to the ledger. Shows the progress unless `silent`. */
export async function importFile(
  path: string,
  { ledger, store: { records } }: Pick<OpenedLedger, "ledger" | "store">,
  tenant: string,
  terminal: Terminal,
  silent: boolean,
): Promise<ImportResult> {
  const changes = await readHistoryFile(path, Date.now());
  const progress = silent ? {} : { progress: progressOn(terminal, "import") };
  return importHistory({ ledger, tenant, records, changes, ...progress });
}
