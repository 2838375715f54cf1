import { checkTenant, throwIfAborted } from "@promptledger/core/adapter";
import type { Database, Query, Session } from "../connection/database.ts";
import { isRefusal } from "../connection/errors.ts";
import { turnsOf } from "../connection/turns.ts";

/** The setting of a transaction that says whose rows it may see and write. Without it, it sees none. */
export const TENANT_SETTING = "promptledger.tenant";

/** The way to the database for the statements of one tenant, or of one scope of records. */
export type QueryFor = (tenant: string) => Query;

/**
 * Runs each statement in a transaction of its own that has set its tenant. The setting ends with the transaction, so that the next one
 * on the connection begins without a tenant; a connection that cannot be rolled back is given to nobody else.
 */
export function tenantQueries({ connect }: Database): QueryFor {
  return (tenant) => {
    checkTenant(tenant);
    return async (text, values, often, signal) => {
      throwIfAborted(signal);
      const session = await connect();
      try {
        // A tenant's characters need no quoting.
        await session.script(`BEGIN; SET LOCAL ${TENANT_SETTING} = '${tenant}'`);
        const rows = await session.query(text, values, often, signal);
        await session.script("COMMIT");
        session.release();
        return rows;
      } catch (error) {
        const isClean = isRefusal(error) && (await isRolledBack(session));
        session.release(!isClean);
        throw error;
      }
    };
  };
}

/**
 * Runs each statement in a host's transaction right after setting its tenant: the host may have gone back to a savepoint, or another
 * tenant have had a statement in between.
 */
export function tenantQueriesWithin(transaction: object, query: Query): QueryFor {
  const turns = turnsOf(transaction);
  return (tenant) => {
    checkTenant(tenant);
    return async (text, values, often) => {
      const release = await turns.take();
      try {
        await query("SELECT set_config($1, $2, true)", [TENANT_SETTING, tenant]);
        return await query(text, values, often);
      } finally {
        release();
      }
    };
  };
}

/** Rolls back, and answers whether that worked. */
export async function isRolledBack(session: Session): Promise<boolean> {
  try {
    await session.script("ROLLBACK");
    return true;
  } catch {
    return false;
  }
}
