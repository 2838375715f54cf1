import { isLedgerError, LedgerError } from "../errors.ts";
import type { WriteSession } from "./session.ts";

/** How often a write is tried before it is reported as `busy`. */
const ATTEMPTS = 50;

/** What a write came to, and whether the outcome of one of its attempts was unknown in between. */
export interface Tried<T> {
  readonly done: T;
  readonly outcomeUnknown: boolean;
}

/**
 * Tries a write, which is null where another writer was first, until it is done. An attempt whose outcome is unknown is tried again too: the
 * next one looks its command id up before anything else. Throws `busy`, or `outcome-unknown`.
 */
export async function retryOnConflict<T>(
  { clock, ids }: Pick<WriteSession, "clock" | "ids">,
  once: (count: number) => Promise<T | null>,
): Promise<Tried<T>> {
  let outcomeUnknown: LedgerError | null = null;
  for (let count = 1; count <= ATTEMPTS; count++) {
    try {
      const done = await once(count);
      if (done !== null) return { done, outcomeUnknown: outcomeUnknown !== null };
    } catch (error) {
      if (!isLedgerError(error, "outcome-unknown")) throw error;
      outcomeUnknown = error;
    }
    await clock.sleep(Math.min(2 ** count, 100) * ids.random());
  }
  throw outcomeUnknown ?? new LedgerError("busy", `other writers were first ${ATTEMPTS} times; try again`);
}
