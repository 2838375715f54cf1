import { ACCESS_STREAM } from "../access/state.ts";
import type { At } from "../history/moment.ts";
import { readPointOf } from "../history/moment.ts";
import { foldAccessStream, foldIntegrationsStream } from "../history/projection.ts";
import { INTEGRATIONS_STREAM } from "../integration/state.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { prefixAt } from "./as-of.ts";
import { loadWorkspace } from "./load.ts";
import type { ReadSession } from "./session.ts";
import type { TenantState, TenantStream } from "./tenant-streams.ts";

/** A tenant's access and integrations, as far as they were requested. */
export interface SeenTenant {
  /** As they are now. Who may read the past is decided by today's grants. */
  readonly now: TenantState;
  /** As they were at the requested moment; now if none was. */
  readonly seen: TenantState;
}

const BOTH: readonly TenantStream[] = [ACCESS_STREAM, INTEGRATIONS_STREAM];

/** Loads a tenant's access and integrations, now and as they were. */
export async function loadTenantAt(
  session: ReadSession,
  at: At | undefined,
  tenantStreams: readonly TenantStream[] = BOTH,
): Promise<SeenTenant> {
  const point = at === undefined ? null : readPointOf(at);
  const now = (await loadWorkspace(session, { tenantStreams })).tenant;
  if (point === null) return { now, seen: now };
  const { streams } = await session.store.load(session.tenant, {
    streams: tenantStreams.map((stream) => ({ stream })),
  });
  const eventsOf = (name: TenantStream) =>
    prefixAt(streams.find(({ stream }) => stream === name)?.events ?? [], point);
  const access = foldAccessStream(eventsOf(ACCESS_STREAM));
  const integrations = foldIntegrationsStream(eventsOf(INTEGRATIONS_STREAM));
  return { now, seen: deepFreeze({ access, integrations }) };
}
