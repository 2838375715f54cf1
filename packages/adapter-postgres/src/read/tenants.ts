import type { TenantHead, TenantRange } from "@promptledger/core/adapter";
import type { Query } from "../connection/database.ts";
import { numberOf } from "../connection/database.ts";
import { translated } from "../connection/errors.ts";

/** So many tenants are looked up at a time. */
const PAGE = 1000;

/** Lists the tenants that have events, in the order of their names. */
export async function* listTenants(
  query: Query,
  schema: string,
  { after = "", limit = Number.POSITIVE_INFINITY }: TenantRange = {},
): AsyncGenerator<TenantHead> {
  let left = limit;
  for (let last = after; left > 0; ) {
    const size = Math.min(PAGE, left);
    const text = `SELECT tenant, position, id FROM ${schema}.tenants_v1($1, $2)`;
    const rows = await translated(query(text, [last, size], true), "reads");
    for (const [tenant, position, eventId] of rows) {
      last = String(tenant);
      yield Object.freeze({
        tenant: last,
        head: Object.freeze({ position: numberOf(position), eventId: String(eventId) }),
      });
    }
    if (rows.length < size) return;
    left -= rows.length;
  }
}
