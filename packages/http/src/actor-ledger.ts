import type { Identity, Ledger, TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";

/** The ledger as an actor uses it. An identity that the ledger refuses is the host's mistake, which no client is told of. */
export function actorLedger(ledger: Ledger, identity: Identity): TenantLedger {
  try {
    return ledger.as(identity);
  } catch (cause) {
    if (!isLedgerError(cause, "invalid-input")) throw cause;
    throw new Error("the ledger refuses what authenticate gave, or the environment", { cause });
  }
}
