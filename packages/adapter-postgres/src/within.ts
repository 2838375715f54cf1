import type { EventStore } from "@promptledger/core/adapter";
import { checkAppend, LedgerError, onlyAnswer } from "@promptledger/core/adapter";
import { appendTogether, LOCKED, lockedFor } from "./append/append.ts";
import type { AppendTarget } from "./append/append-target.ts";
import { postgresCatalog } from "./catalog/catalog.ts";
import type { Query } from "./connection/database.ts";
import type { Transaction } from "./connection/transaction.ts";
import { begunAt, checkIsOpen, checkStatus, queryOf } from "./connection/transaction.ts";
import { unlimitedSearches } from "./query/search-query.ts";
import type { QueryFor } from "./query/tenant-query.ts";
import { tenantQueriesWithin } from "./query/tenant-query.ts";
import { checkLoad, loadTogether } from "./read/load.ts";
import type { LogSource } from "./read/log.ts";
import { readLog } from "./read/log.ts";
import { queryEvents } from "./read/query-events.ts";
import { postgresRecords } from "./records.ts";

/** What a store inside a transaction shares with the store that it was made from. */
export interface WithinOptions {
  readonly source: Omit<LogSource, "query" | "ready">;
  readonly target: Omit<AppendTarget, "queryFor" | "begun">;
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
  const check = async (): Promise<void> => {
    checkStatus(transaction);
    await ready(query);
  };
  const checkForWrite = async (): Promise<void> => {
    await checkIsOpen(transaction);
    await ready(query);
  };
  return {
    async append(batch) {
      checkAppend(batch);
      await check();
      const begun = await begunAt(query);
      const answer = onlyAnswer(await appendTogether({ ...target, queryFor, begun }, [batch]));
      if (answer === LOCKED) throw lockedFor(batch.tenant, target.patience);
      return answer;
    },
    async load(tenant, request) {
      const load = { tenant, request };
      checkLoad(load);
      await check();
      return onlyAnswer(await loadTogether(queryFor(tenant), schema, [load], target));
    },
    readLog: (tenant, range) => readLog({ ...source, query: queryFor(tenant), ready: check }, tenant, range),
    queryLog: (tenant, eventQuery) =>
      queryEvents({ query: queryFor(tenant), schema, ready: check }, tenant, eventQuery),
    follow: () => refuse("follow"),
    tenants: () => refuse("tenants"),
    followTenants: () => refuse("followTenants"),
    restore: async () => refuse("restore"),
    rebuild: () => refuse("rebuild"),
    checkHealth: async () => refuse("checkHealth"),
    catalog: postgresCatalog({
      queryFor,
      // The transaction is the host's, and so are its time limits.
      searchFor: unlimitedSearches(queryFor),
      schema,
      byTerms: oneTenant,
      ready: check,
    }),
    records: postgresRecords(queryFor, schema, target.allowVolatile, checkForWrite),
    // The transaction is the host's, and so is its end.
    close: async () => undefined,
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
