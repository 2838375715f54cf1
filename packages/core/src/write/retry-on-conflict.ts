import { isLedgerError, LedgerError } from "../errors.ts";
import type { Signal } from "../ports/clock.ts";
import { abortedError, untilAborted } from "../ports/until-aborted.ts";
import type { WriteSession } from "./session.ts";

/** How often a write is tried before it is reported as `busy`. */
const ATTEMPTS = 50;

/** How long an unknown outcome is looked up, in milliseconds. A storage that hangs takes its time limit for each look-up. */
const DOUBT = 5000;

/**
 * Tries a write until it is done; `once` answers null where another writer was first. After an attempt whose outcome is unknown, the next one
 * looks the command id up before anything else, and a storage that is unavailable meanwhile is tried again too: the first attempt may have
 * been applied. So no error of the storage says then that nothing was written. Throws `busy`, or `outcome-unknown`; `unavailable` if the signal
 * aborts before anything was sent.
 */
export async function retryOnConflict<T>(
  { clock, ids }: Pick<WriteSession, "clock" | "ids">,
  once: (count: number) => Promise<T | null>,
  signal?: Signal,
): Promise<T> {
  let outcomeUnknown: LedgerError | null = null;
  let inDoubtUntil = Number.POSITIVE_INFINITY;
  for (let count = 1; count <= ATTEMPTS; count++) {
    try {
      const done = await once(count);
      if (done !== null) return done;
    } catch (error) {
      if (isLedgerError(error, "outcome-unknown")) {
        outcomeUnknown = error;
        inDoubtUntil = Math.min(inDoubtUntil, clock.now() + DOUBT);
      } else if (outcomeUnknown === null) throw error;
      else if (isLedgerError(error, "store-closed") || isLedgerError(error, "schema-mismatch")) break;
      else if (!isLedgerError(error) || !error.retryable) throw error;
    }
    if (clock.now() > inDoubtUntil) break;
    const pause = Math.min(2 ** count, 100) * ids.random();
    await untilAborted(signal, "reads", () => clock.sleep(pause, signal)).catch(() => undefined);
    if (signal?.aborted) throw outcomeUnknown ?? abortedError("reads");
  }
  throw outcomeUnknown ?? new LedgerError("busy", `other writers were first ${ATTEMPTS} times; try again`);
}
