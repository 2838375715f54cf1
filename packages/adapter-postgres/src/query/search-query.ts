import type { Signal } from "@promptledger/core/adapter";
import { checkTenant } from "@promptledger/core/adapter";
import type { Database, Row, Session } from "../connection/database.ts";
import { isRefusal } from "../connection/errors.ts";
import { roomByTenant, searchAborted } from "./room-by-tenant.ts";
import type { QueryFor } from "./tenant-query.ts";
import { isRolledBack, TENANT_SETTING } from "./tenant-query.ts";

/** Runs one search; the signal ends it. */
type Search = (text: string, values: readonly unknown[], signal?: Signal) => Promise<readonly Row[]>;

/** The way to the database for the searches of one tenant. */
export type SearchFor = (tenant: string) => Search;

/** What bounds searches. */
export interface SearchLimits {
  /** How long the server may take for one, in milliseconds. */
  readonly milliseconds: number;
  /** Whether each must set its tenant. */
  readonly setsTenant: boolean;
}

/** Searches where no limit can be set: in a transaction of the host's, and in PGlite. */
export function unlimitedSearches(queryFor: QueryFor): SearchFor {
  return (tenant) => (text, values) => queryFor(tenant)(text, values);
}

/**
 * Runs each search in a transaction of its own, which the server ends at the time limit, and within half a second after its connection was closed:
 * when the signal aborts, or the process ends. Searches get half of the connections, and those of one tenant half of these, so that they keep no
 * other call waiting.
 */
export function searchQueries(
  { connect, connections }: Database,
  { milliseconds, setsTenant }: SearchLimits,
): SearchFor {
  const all = Math.max(1, Math.floor(connections / 2));
  const room = roomByTenant(all, Math.ceil(all / 2));
  return (tenant) => {
    checkTenant(tenant);
    // A tenant's characters need no quoting.
    const setTenant = setsTenant ? `; SET LOCAL ${TENANT_SETTING} = '${tenant}'` : "";
    const begin = `BEGIN READ ONLY; SET LOCAL statement_timeout = ${milliseconds}; ${WATCH}${setTenant}`;
    return async (text, values, signal) => {
      const leave = await room.enter(tenant, signal);
      try {
        return await inTransaction(await connect(), begin, signal, (session) => session.query(text, values));
      } finally {
        leave();
      }
    };
  };
}

/** Has the server look twice a second whether its client is still there, on the systems where it can. */
const WATCH =
  "SELECT set_config('client_connection_check_interval', '500', true) WHERE version() ~* 'linux|apple|darwin|bsd|illumos'";

async function inTransaction(
  session: Session,
  begin: string,
  signal: Signal | undefined,
  work: (session: Session) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  if (signal?.aborted) {
    session.release();
    throw searchAborted();
  }
  let isReleased = false;
  const release = (isBroken?: boolean): void => {
    if (!isReleased) session.release(isBroken);
    isReleased = true;
  };
  const abort = (): void => release(true);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    await session.script(begin);
    const rows = await work(session);
    await session.script("COMMIT");
    release();
    return rows;
  } catch (error) {
    if (!isReleased) release(!(isRefusal(error) && (await isRolledBack(session))));
    throw signal?.aborted ? searchAborted() : error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}
