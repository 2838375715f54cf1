import { LedgerError } from "../errors.ts";
import type { CallOptions } from "../ports/call-options.ts";
import type { Signal } from "../ports/clock.ts";
import { untilAborted } from "../ports/until-aborted.ts";

/** Whether a store can be used: it is open, and its server was checked. */
export interface Readiness<By> {
  /** Throws `store-closed` once the store is closed. */
  open(): void;
  /** Resolves once the server was checked, through `by` where that is given. A check that fails is repeated by the next call. */
  ready(by?: By, options?: CallOptions): Promise<void>;
  /** Whether the server was checked, so that a call need not wait. */
  isReady(): boolean;
  /** Forgets that the server was checked: the next call checks it again. */
  checkAgain(): void;
  /** Iterates over values once the store is ready. */
  whenReady<T>(values: () => AsyncIterable<T>): AsyncGenerator<T>;
}

/** The readiness of a store that `closed` closes. `check` throws what keeps the server from being used. */
export function readiness<By = never>(closed: Signal, check: (by?: By) => Promise<void>): Readiness<By> {
  let checked: Promise<void> | null = null;
  let isChecked = false;
  const open = (): void => {
    if (closed.aborted) throw new LedgerError("store-closed", "the store was closed; open a new one");
  };
  const checkAgain = (): void => {
    checked = null;
    isChecked = false;
  };
  async function ready(by?: By, options?: CallOptions): Promise<void> {
    open();
    checked ??= check(by).catch((error: unknown) => {
      checkAgain();
      throw error;
    });
    const checking = checked;
    await untilAborted(options?.signal, "reads", () => checking);
    isChecked = checking === checked;
  }
  return {
    open,
    ready,
    isReady: () => isChecked,
    checkAgain,
    async *whenReady(values) {
      await ready();
      yield* values();
    },
  };
}
