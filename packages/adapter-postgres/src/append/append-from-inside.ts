import type { AppendBatch, AppendResult } from "@promptledger/core/adapter";
import { LedgerError, onlyAnswer } from "@promptledger/core/adapter";
import type { EnteredTransaction } from "../connection/transaction.ts";
import { appendTogether, LOCKED } from "./append.ts";
import type { AppendTarget } from "./append-target.ts";

/** Where an append goes that was called on the store itself, but from inside a transaction of the host's. */
export interface InsideTarget {
  readonly target: AppendTarget;
  readonly flow: EnteredTransaction;
  /** Whether the transaction has the only connection, as in PGlite. */
  readonly hasOneConnection: boolean;
}

/**
 * Appends on another connection than the transaction's, and waits for the tenant's lock only briefly: the transaction may hold it, and may
 * itself be waiting for this call. Then the append is refused as `busy` (decision 9).
 */
export function appenderFromInside({
  target,
  flow,
  hasOneConnection,
}: InsideTarget): (batch: AppendBatch) => Promise<AppendResult> {
  return async (batch) => {
    if (hasOneConnection) throw insideTransaction(batch.tenant);
    const answer = onlyAnswer(await appendTogether(target, [batch]));
    if (answer === LOCKED) throw insideTransaction(batch.tenant);
    flow.leave();
    return answer;
  };
}

function insideTransaction(tenant: string): LedgerError {
  return new LedgerError(
    "busy",
    `the transaction that this call was made in holds the lock of the tenant ${tenant}; make the call through within(transaction) too, or after its end`,
  );
}
