import { isLedgerError } from "@promptledger/core";
import type { Call } from "../wire/call.ts";

/** Deletes what may be missing. That is no error for a caller who may delete in the whole tenant, and forbidden for all others. */
export async function deleteIfPresent({ ledger }: Call, deletion: () => Promise<unknown>): Promise<void> {
  try {
    await deletion();
  } catch (error) {
    if (isLedgerError(error, "version-not-found")) return;
    if (!isLedgerError(error, "prompt-not-found")) throw error;
    await ledger.access.require("DELETE", { tenant: true });
  }
}
