import type { TenantHead, TenantRange } from "@promptledger/core/adapter";
import { LedgerError } from "@promptledger/core/adapter";
import type { Connection } from "./connection/connection.ts";
import { REPLICA_PATIENCE } from "./connection/replicas.ts";
import { SCRIPTS } from "./connection/scripts.ts";
import { tenantKeys, tenantsKey } from "./keys.ts";

/** The list of the tenants that have events. */
export interface TenantList {
  /**
   * Adds a tenant before its first event is written: the list is in another slot, and no tenant with events may be missing. Null where this
   * process has added it before. Throws `unavailable`.
   */
  add(tenant: string): Promise<void> | null;
  /** Adds a tenant again that had no events: the list may have been deleted together with them. */
  addAgain(tenant: string): Promise<void>;
  /** Forgets what was added: a failover may have lost it. */
  forget(): void;
  /** Lists the tenants that have events, in the order of their names. */
  list(range?: TenantRange): AsyncGenerator<TenantHead>;
}

/** So many tenants are looked up at a time. */
const PAGE = 1000;

/** So many tenants are remembered as added. */
const MOST = 100_000;

/** The list of a prefix. `writing` waits for so many replicas. */
export function tenantList(
  reading: Connection,
  writing: Connection,
  prefix: string,
  replicas: number,
): TenantList {
  const key = tenantsKey(prefix);
  const added = new Set<string>();

  async function write(tenant: string): Promise<void> {
    if (replicas === 0) await writing.run(SCRIPTS.addTenant, [key], [tenant], "reads");
    else {
      const [, count] = await writing.runAndWait(
        SCRIPTS.addTenant,
        [key],
        [tenant],
        replicas,
        REPLICA_PATIENCE,
      );
      if (count < replicas)
        throw new LedgerError(
          "unavailable",
          `${count} of ${replicas} replicas said in time that they have the tenant's name; nothing was appended`,
        );
    }
    if (added.size >= MOST) added.clear();
    added.add(tenant);
  }

  async function headOf(tenant: string): Promise<TenantHead | null> {
    const fields = await reading.command("hmget", tenantKeys(prefix, tenant).head, ["p", "i"], "reads");
    const [position, eventId] = fields as (string | null)[];
    if (position === null || position === undefined || position === "0") return null;
    return Object.freeze({
      tenant,
      head: Object.freeze({ position: Number(position), eventId: eventId ?? "" }),
    });
  }

  return {
    add: (tenant) => (added.has(tenant) ? null : write(tenant)),
    addAgain: write,
    forget: () => added.clear(),
    async *list({ after = "", limit = Number.POSITIVE_INFINITY } = {}) {
      let left = limit;
      for (let last = after; ; ) {
        const from = last === "" ? "-" : `(${last}`;
        const args = [from, "+", "LIMIT", 0, Math.min(PAGE, left)];
        const names = (await reading.command("zrangebylex", key, args, "reads")) as readonly string[];
        for (const found of await Promise.all(names.map(headOf))) {
          if (found === null) continue;
          if (left <= 0) return;
          left -= 1;
          yield found;
        }
        if (names.length < PAGE) return;
        last = names.at(-1) ?? last;
      }
    },
  };
}
