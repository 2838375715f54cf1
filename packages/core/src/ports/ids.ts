import { monotonicFactory } from "ulid";

/** Where the ledger takes identifiers and randomness from. */
export interface Ids {
  /** A ULID for this moment: 26 characters, and later ones sort after earlier ones of the same source. */
  ulid(at: number): string;
  /** A number from 0 up to but not including 1; spreads retries, nothing secret. */
  random(): number;
}

/** ULIDs from the runtime's secure randomness, monotonic within one millisecond. */
export function systemIds(): Ids {
  const next = monotonicFactory();
  return { ulid: (at) => next(at), random: () => Math.random() };
}
