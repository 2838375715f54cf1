import { AsyncLocalStorage } from "node:async_hooks";
import { textValues } from "./composite-array.ts";
import type { Query, Row } from "./database.ts";

/**
 * A transaction of the host's, begun and ended by the host: a client of `pg`, PGlite's transaction, or whatever has such a `query`. It
 * must run at READ COMMITTED.
 */
export interface Transaction {
  /** Runs a statement with the values of `$1`, `$2`, ..., and answers its rows as objects. */
  query(
    text: string,
    values: unknown[],
  ): PromiseLike<{ readonly rows: readonly object[] } | readonly object[]>;
  /** Whether the transaction has ended, where the driver tells. */
  readonly closed?: boolean;
}

/** Runs statements in a host's transaction. Its driver gives rows as objects, whose columns stand in the order of the statement's. */
export function queryOf(transaction: Transaction): Query {
  return async (text, values = []) => {
    const result = await transaction.query(text, textValues(values));
    const rows = "rows" in result ? result.rows : result;
    return rows.map((row): Row => Object.values(row));
  };
}

/** Whether code runs inside a transaction that a host has entered with `within`. */
export interface EnteredTransaction {
  enter(transaction: Transaction): void;
  /** Whether the running code was called after `within` and, as far as can be told, before the end of its transaction. */
  isInside(): boolean;
  /** Records that the transaction of the running code is over. */
  leave(): void;
}

/** Follows an entered transaction through everything that the code awaits. */
export function enteredTransaction(): EnteredTransaction {
  const flow = new AsyncLocalStorage<{ readonly transaction: Transaction; over: boolean }>();
  return {
    enter: (transaction) => flow.enterWith({ transaction, over: false }),
    isInside() {
      const inside = flow.getStore();
      return inside !== undefined && !inside.over && inside.transaction.closed !== true;
    },
    leave() {
      const inside = flow.getStore();
      if (inside !== undefined) inside.over = true;
    },
  };
}
