import { AsyncLocalStorage } from "node:async_hooks";
import type { EventStore } from "@promptledger/core/adapter";
import { checkAppend, LedgerError, onlyAnswer } from "@promptledger/core/adapter";
import { appendTogether, LOCKED, lockedFor } from "./append.ts";
import type { AppendTarget } from "./append-target.ts";
import { postgresCatalog } from "./catalog.ts";
import type { Query, Row } from "./database.ts";
import { plainValues } from "./database.ts";
import { checkLoad, loadTogether } from "./load.ts";
import type { LogSource } from "./log.ts";
import { readLog } from "./log.ts";
import { postgresRecords } from "./records.ts";
import type { QueryFor } from "./tenant-query.ts";
import { tenantQueriesWithin } from "./tenant-query.ts";

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

/** What a store inside a transaction shares with the store that it was made from. */
export interface WithinOptions {
  readonly source: Omit<LogSource, "query">;
  readonly target: Omit<AppendTarget, "queryFor">;
  /** Whether the transaction must be told whose rows it may see and write. */
  readonly oneTenant: boolean;
  /** Throws unless the store is open and the schema is the right one. */
  readonly ready: (query: Query) => Promise<void>;
  /** Tells that whatever is called from here on in this flow of the program is called inside the transaction. */
  readonly enter: (transaction: Transaction) => void;
}

/**
 * The store inside a transaction of the host's: what it writes is there when the host commits, together with the host's own tables, or not
 * at all. From its first append on, the transaction holds the tenant's lock until it ends.
 */
export function withinTransaction(options: WithinOptions, transaction: Transaction): EventStore {
  const { source, target, oneTenant, ready, enter } = options;
  enter(transaction);
  const query = queryOf(transaction);
  const queryFor: QueryFor = oneTenant ? tenantQueriesWithin(transaction, query) : () => query;
  const { schema } = target;
  const check = (): Promise<void> => ready(query);
  return {
    async append(batch) {
      checkAppend(batch);
      await check();
      const answer = onlyAnswer(await appendTogether({ ...target, queryFor }, [batch]));
      if (answer === LOCKED) throw lockedFor(batch.tenant, target.patience);
      return answer;
    },
    async load(tenant, request) {
      const load = { tenant, request };
      checkLoad(load);
      await check();
      const keptSince = target.now() - target.keepCommands;
      return onlyAnswer(await loadTogether(queryFor(tenant), schema, [load], keptSince));
    },
    readLog: (tenant, range) => readLog({ ...source, query: queryFor(tenant) }, tenant, range),
    follow: () => refuse("follow"),
    restore: async () => refuse("restore"),
    rebuild: () => refuse("rebuild"),
    catalog: postgresCatalog({ queryFor, schema, byTerms: oneTenant, ready: check }),
    records: postgresRecords(queryFor, schema, check),
    // The transaction is the host's, and so is its end.
    close: async () => undefined,
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

// A driver of the host's gives rows as objects; their columns stand in the order of the statement's.
function queryOf(transaction: Transaction): Query {
  return async (text, values = []) => {
    const result = await transaction.query(text, plainValues(values));
    const rows = "rows" in result ? result.rows : result;
    return rows.map((row): Row => Object.values(row));
  };
}

function refuse(call: string): never {
  throw new LedgerError(
    "invalid-input",
    `${call} cannot be called inside a transaction; call it on the store itself`,
    {
      issues: [{ field: "within", message: `does not have ${call}` }],
    },
  );
}
