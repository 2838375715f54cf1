import type { QueryFor } from "../query/tenant-query.ts";
import { SERVER_TIME } from "../schema/functions/server-time.ts";

/** Where commands are kept, and for how long. */
export interface ForgetOptions {
  readonly queryFor: QueryFor;
  /** Whether a call sees the commands of its tenant only. */
  readonly oneTenant: boolean;
  /** The schema's name, quoted. */
  readonly schema: string;
  /** The time of the clock that the store was given. Null for the time of the server. */
  readonly now: () => number | null;
  /** In milliseconds. */
  readonly keepCommands: number;
}

const HOUR = 3_600_000;

/** So many are deleted at once: few enough to be done in a moment. */
const SLICE = 5000;

/**
 * Deletes commands that are remembered no longer, about once an hour and beside what calls it: they are not found any more anyway.
 * What fails is left for the next hour. Those of all tenants, or where a call sees one tenant only, of the one that it is called for.
 */
export function commandForgetter(options: ForgetOptions): (tenant: string) => void {
  const { queryFor, oneTenant, schema, now, keepCommands } = options;
  const done = new Set<string>();
  let begun = performance.now();
  async function forget(tenant: string): Promise<void> {
    const query = queryFor(tenant);
    // Within parentheses, the time is one value, which an index can be searched for.
    const since = `(SELECT coalesce($1::bigint, ${SERVER_TIME}) - $2::bigint)`;
    const expired = `SELECT ctid FROM ${schema}.commands WHERE recorded_at < ${since} LIMIT ${SLICE}`;
    for (let deleted = SLICE; deleted === SLICE; ) {
      const rows = await query(
        `WITH gone AS (DELETE FROM ${schema}.commands WHERE ctid = ANY (ARRAY(${expired})) RETURNING 1) SELECT count(*)::integer FROM gone`,
        [now(), keepCommands],
      );
      deleted = Number(rows[0]?.[0]);
    }
  }
  return (tenant) => {
    if (performance.now() - begun >= HOUR) {
      done.clear();
      begun = performance.now();
    }
    const whose = oneTenant ? tenant : "";
    if (done.has(whose)) return;
    done.add(whose);
    forget(tenant).catch(() => undefined);
  };
}
