import type { Ledger } from "@promptledger/core";
import { readHistoryFile } from "./history-file.ts";
import type { ImportResult } from "./import-history.ts";
import { importHistory } from "./import-history.ts";
import { progressOn } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** Checks a history file as a whole, then writes it to the ledger, showing how far it is unless told to be silent. */
export async function importFile(
  path: string,
  target: { readonly ledger: Ledger; readonly tenant: string },
  terminal: Terminal,
  silent: boolean,
): Promise<ImportResult> {
  const changes = await readHistoryFile(path, Date.now());
  return importHistory({
    ...target,
    changes,
    ...(silent ? {} : { progress: progressOn(terminal, "import") }),
  });
}
