import type { ErrorCode, Issue } from "@promptledger/core";

/** From the test to a process that hosts stores: one call of one store, with the test's time. */
export interface StoreCall {
  readonly call: number;
  readonly store: number;
  readonly method: string;
  readonly values: readonly unknown[];
  /** The time of the test's clock. Null for a store without a clock. */
  readonly now: number | null;
}

/** From the process to the test. */
export type StoreAnswer =
  | { readonly call: number; readonly value: unknown }
  | { readonly call: number; readonly error: StoreError };

/** An error on its way to another process. */
export interface StoreError {
  readonly message: string;
  /** The code, if it is an error of the ledger. */
  readonly code: ErrorCode | null;
  readonly issues: readonly Issue[];
}
