import { isLedgerError, LedgerError } from "../errors.ts";

/**
 * The second step of a call that has written something before: an event beside a record, or the other way round. An error that would say that
 * nothing was written becomes `outcome-unknown`: to repeat the call is to finish it.
 */
export async function secondStep<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isLedgerError(error) || !(error.retryable || isLedgerError(error, "store-closed"))) throw error;
    const message = `a part of the call was done, the rest is open (${error.message}); repeat the call to finish it`;
    throw new LedgerError("outcome-unknown", message, { cause: error });
  }
}
