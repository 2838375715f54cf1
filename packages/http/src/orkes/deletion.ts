import { isLedgerError } from "@promptledger/core";
import type { Call } from "./call.ts";

/** Deletes what may not be there: that is no error for whoever may delete in the whole tenant, and forbidden to all others. */
export async function deleteIfThere(
  { ledger }: Pick<Call, "ledger">,
  deletion: () => Promise<unknown>,
): Promise<void> {
  try {
    await deletion();
  } catch (error) {
    if (isLedgerError(error, "version-not-found")) return;
    if (!isLedgerError(error, "prompt-not-found")) throw error;
    await ledger.access.require("DELETE", { tenant: true });
  }
}
