import { AsyncLocalStorage } from "node:async_hooks";
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
  /** Where a driver tells it: that the transaction has ended. */
  readonly closed?: boolean;
}

/** Runs statements in a host's transaction. Its driver gives rows as objects, whose columns stand in the order of the statement's. */
export function queryOf(transaction: Transaction): Query {
  return async (text, values = []) => {
    const result = await transaction.query(text, [...values]);
    const rows = "rows" in result ? result.rows : result;
    return rows.map((row): Row => Object.values(row));
  };
}

/** The transaction that a flow of the program has entered. */
export interface Entered {
  enter(transaction: Transaction): void;
  /** Whether the code that runs now was called after `within` and, as far as can be told, before its transaction's end. */
  isInside(): boolean;
  /** Tells that the transaction of this flow does not hold what it was thought to hold: it is over. */
  leave(): void;
}

/** Follows the flow of the program through everything that it awaits. */
export function entered(): Entered {
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
