import { ADMIN_ROLE } from "../access/actor.ts";
import { ACCESS_STREAM, applicationActorId } from "../access/state.ts";
import type { ApiKeys, StoredApiKey } from "../identity/api-keys.ts";
import { loadWorkspace } from "../read/load.ts";
import { own } from "../validation/own.ts";
import type { LedgerEngine } from "./session.ts";
import type { Identity } from "./tenant-ledger.ts";

/** The keys of API callers: of people and admins, and the access keys of applications. Only for the host. */
export interface LedgerKeys extends ApiKeys {
  /** The tenant and actor of a key; for an application, with its roles. Null if the application was deleted. */
  identity(key: StoredApiKey): Promise<Pick<Identity, "tenant" | "actor"> | null>;
}

const APPLICATION = applicationActorId("");

/** The keys of a ledger. */
export function keysOf(engine: LedgerEngine): LedgerKeys {
  return {
    ...engine.keys,
    async identity({ tenant, actor }) {
      if (actor.kind !== "application" || !actor.id.startsWith(APPLICATION)) return { tenant, actor };
      const { access } = (await loadWorkspace({ ...engine, tenant }, { tenantStreams: [ACCESS_STREAM] }))
        .tenant;
      const application = own(access.applications, actor.id.slice(APPLICATION.length));
      if (application === undefined || application.deleted) return null;
      const kind = application.roles.includes(ADMIN_ROLE) ? "admin" : "application";
      const memberOf = application.roles.map((id) => ({ type: "role" as const, id }));
      return { tenant, actor: { id: actor.id, kind, memberOf } };
    },
  };
}
