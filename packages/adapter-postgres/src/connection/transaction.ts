import { AsyncLocalStorage } from "node:async_hooks";
import { LedgerError } from "@promptledger/core/adapter";
import { textValues } from "../binary/composite-array.ts";
import { TRANSACTION_BEGUN } from "../schema/functions/server-time.ts";
import type { Query, Row } from "./database.ts";
import { numberOf } from "./database.ts";
import { translated } from "./errors.ts";

/**
 * A transaction of the host's, begun and ended by the host: a client of `pg`, PGlite's transaction, or whatever has such a `query`. It
 * must run at READ COMMITTED.
 */
export interface Transaction {
  /** Runs a statement with the values of `$1`, `$2`, ..., and answers its rows as objects. */
  query(
    text: string,
    values: unknown[],
  ): PromiseLike<
    | {
        /** Each with its columns in the order of the statement. */
        readonly rows: readonly object[];
      }
    | readonly object[]
  >;
  /** Whether the transaction has ended, where the driver tells. */
  readonly closed?: boolean;
  /** `T` inside a transaction, `E` inside a failed one, `I` outside, where the driver tells. */
  getTransactionStatus?(): string | null;
}

/** Throws `invalid-input` if a transaction is known to be none: what is written outside of one is committed by itself. */
export function checkStatus(transaction: Transaction): void {
  if (transaction.closed !== true && transaction.getTransactionStatus?.() !== "I") return;
  const message = "is in no transaction; call BEGIN first, and make each call before the transaction ends";
  throw new LedgerError("invalid-input", `within: ${message}`, { issues: [{ field: "within", message }] });
}

/** The same, and asks the server where the driver does not tell: a savepoint needs a transaction. */
export async function checkIsOpen(transaction: Transaction): Promise<void> {
  checkStatus(transaction);
  if (transaction.getTransactionStatus?.() === "T") return;
  await translated(
    (async () => {
      await transaction.query("SAVEPOINT promptledger", []);
      await transaction.query("RELEASE SAVEPOINT promptledger", []);
    })(),
    "reads",
  );
}

/**
 * When the transaction began, in microseconds. An append that gets it is refused outside of a transaction, and after the end of this one, even if
 * the host ends it while the append is on its way.
 */
export async function begunAt(query: Query): Promise<number> {
  const [row] = await translated(query(`SELECT ${TRANSACTION_BEGUN}`), "reads");
  return numberOf(row?.[0]);
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
