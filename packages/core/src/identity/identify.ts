import type { StoredApiKey } from "./api-keys.ts";
import { ACCESS_STREAM, applicationActorId } from "../access/state.ts";
import { own } from "../validation/own.ts";
import type { Engine } from "../read/engine.ts";
import type { Identity } from "../ledger/ledger.ts";
import { loadWorkspace } from "../read/load.ts";

/** The role whose members need no grant. */
const ADMIN_ROLE = "ADMIN";

const APPLICATION = applicationActorId("");

/** Whom a key stands for; null where its application was deleted. */
export async function identityOf(
  engine: Engine,
  { tenant, actor }: StoredApiKey,
): Promise<Pick<Identity, "tenant" | "actor"> | null> {
  if (actor.kind !== "application" || !actor.id.startsWith(APPLICATION)) return { tenant, actor };
  const { access } = (await loadWorkspace(engine, tenant, { tenantStreams: [ACCESS_STREAM] })).tenant;
  const application = own(access.applications, actor.id.slice(APPLICATION.length));
  if (application === undefined || application.deleted) return null;
  const kind = application.roles.includes(ADMIN_ROLE) ? "admin" : "application";
  const memberOf = application.roles.map((id) => ({ type: "role" as const, id }));
  return { tenant, actor: { id: actor.id, kind, memberOf } };
}
