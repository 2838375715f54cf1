import type { Query } from "./database.ts";

/** Where commands are kept, and for how long. */
export interface ForgetOptions {
  readonly query: Query;
  /** The schema's name, quoted. */
  readonly schema: string;
  readonly now: () => number;
  /** In milliseconds. */
  readonly keepCommands: number;
}

const HOUR = 3_600_000;

/** So many are deleted at once: few enough to be done in a moment. */
const SLICE = 5000;

/**
 * Deletes commands that are remembered no longer, at most once an hour and beside what calls it: they are not found any more anyway.
 * What fails is left for the next hour.
 */
export function commandForgetter({ query, schema, now, keepCommands }: ForgetOptions): () => void {
  let last = Number.NEGATIVE_INFINITY;
  async function forget(): Promise<void> {
    const expired = `SELECT ctid FROM ${schema}.commands WHERE recorded_at < $1 LIMIT ${SLICE}`;
    for (let deleted = SLICE; deleted === SLICE; ) {
      const rows = await query(
        `WITH gone AS (DELETE FROM ${schema}.commands WHERE ctid = ANY (ARRAY(${expired})) RETURNING 1) SELECT count(*)::integer FROM gone`,
        [now() - keepCommands],
      );
      deleted = Number(rows[0]?.[0]);
    }
  }
  return () => {
    if (performance.now() - last < HOUR) return;
    last = performance.now();
    forget().catch(() => undefined);
  };
}
