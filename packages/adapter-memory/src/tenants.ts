import type { TenantHead, TenantRange, TenantsSource } from "@promptledger/core/adapter";
import { compareText } from "@promptledger/core/adapter";
import { headOf } from "./log.ts";
import type { MemoryStorage } from "./storage.ts";

/** Lists the tenants that have events, in the order of their names. */
export async function* listTenants(
  { tenants }: MemoryStorage,
  { after = "", limit = Number.POSITIVE_INFINITY }: TenantRange = {},
): AsyncGenerator<TenantHead> {
  const names = [...tenants.keys()].filter((name) => compareText(name, after) > 0).sort(compareText);
  let left = limit;
  for (const name of names) {
    const tenant = tenants.get(name);
    // One whose appends were all refused has no events.
    if (tenant === undefined || tenant.log.length === 0) continue;
    left -= 1;
    if (left < 0) return;
    yield Object.freeze({ tenant: name, head: headOf(tenant) });
  }
}

/** Where the tenants with new events are looked for. */
export function tenantsSource(
  storage: MemoryStorage,
  { closed, clock, ready }: Pick<TenantsSource, "clock" | "closed" | "ready">,
): TenantsSource {
  return {
    closed,
    clock,
    ready,
    list: () => listTenants(storage),
    watch(listener) {
      const end = (): void => listener("");
      storage.watching.add(listener);
      closed.addEventListener("abort", end);
      return () => {
        storage.watching.delete(listener);
        closed.removeEventListener("abort", end);
      };
    },
  };
}
