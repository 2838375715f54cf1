import type { AccessState } from "../access/state.ts";
import { ACCESS_STREAM, initialAccess } from "../access/state.ts";
import type { Session } from "../authorization/authorize.ts";
import { isTrusted } from "../authorization/policy.ts";
import { foldAccessStream, foldIntegrationsStream } from "../history/projection.ts";
import type { IntegrationsState } from "../integration/state.ts";
import { INTEGRATIONS_STREAM, initialIntegrations } from "../integration/state.ts";
import type { StreamRequest, StreamSlice } from "../store/load.ts";
import { deepFreeze } from "../validation/freeze.ts";

/** A tenant's access and integrations, as far as they were requested. The rest is empty. */
export interface TenantState {
  readonly access: AccessState;
  readonly integrations: IntegrationsState;
}

/** The number of events in each requested stream of the tenant. */
export type TenantVersions = { readonly [Stream in TenantStream]: number };

/** A stream of the tenant itself: `access` or `integrations`. */
export type TenantStream = typeof ACCESS_STREAM | typeof INTEGRATIONS_STREAM;

/** One read of a tenant's streams: the requests to add to a load, and how to apply the result. */
export interface TenantLook {
  readonly requests: readonly StreamRequest[];
  /** Null if the store's history is not the cached one, or was redacted. Then read again. */
  apply(
    slices: readonly StreamSlice[],
  ): { readonly state: TenantState; readonly versions: TenantVersions } | null;
}

/**
 * A cache of the tenants' streams `access` and `integrations`. A load requests only later events, and the last known event to check that the
 * history is still the same. So the state is always of the moment of the load, and a command costs the same after thousands of grants as
 * after one.
 */
export interface TenantStreams {
  look(tenant: string, wanted: readonly TenantStream[]): TenantLook;
}

/** The cached state of a tenant's stream. */
interface Known {
  readonly version: number;
  readonly lastEventId: string;
  readonly state: AccessState | IntegrationsState;
}

/** A tenant without access events and integrations. */
export const NO_TENANT_STATE: TenantState = Object.freeze({
  access: initialAccess,
  integrations: initialIntegrations,
});

const FOLDS = { [ACCESS_STREAM]: foldAccessStream, [INTEGRATIONS_STREAM]: foldIntegrationsStream };

/** The highest number of cached streams. The least recently used one is removed first. */
const MAXIMUM_KNOWN = 2000;

/** Creates an empty cache. */
export function tenantStreams(): TenantStreams {
  const known = new Map<string, Known>();

  function remember(key: string, now: Known): void {
    const before = known.get(key);
    known.delete(key);
    known.set(key, before !== undefined && before.version > now.version ? before : now);
    for (const oldest of known.keys()) {
      if (known.size <= MAXIMUM_KNOWN) break;
      known.delete(oldest);
    }
  }

  return {
    look(tenant, wanted) {
      const looks = wanted.map((stream) => {
        const key = JSON.stringify([tenant, stream]);
        return { stream, key, before: known.get(key) };
      });
      return {
        requests: looks.map(({ stream, before }) =>
          before === undefined ? { stream } : { stream, after: before.version - 1 },
        ),
        apply(slices) {
          const state: { [Stream in TenantStream]: TenantState[Stream] } = { ...NO_TENANT_STATE };
          const versions = { [ACCESS_STREAM]: 0, [INTEGRATIONS_STREAM]: 0 };
          for (const { stream, key, before } of looks) {
            const { version = 0, events = [] } = slices.find((one) => one.stream === stream) ?? {};
            if (before !== undefined && events[0]?.id !== before.lastEventId) {
              known.delete(key);
              return null;
            }
            const last = events.at(-1);
            if (last === undefined) continue;
            const fresh = before === undefined ? events : events.slice(1);
            // The cached state may hold a text that had to go.
            if (before !== undefined && fresh.some(({ type }) => type === "EventRedacted")) {
              known.delete(key);
              return null;
            }
            // The fold of a stream fits its state, but the compiler cannot see that through the name.
            state[stream] = deepFreeze(FOLDS[stream](fresh, before?.state as never)) as never;
            versions[stream] = version;
            remember(key, { version, lastEventId: last.id, state: state[stream] });
          }
          return { state, versions };
        },
      };
    },
  };
}

/** The tenant's streams that the policy needs for an actor: none if the actor needs no grants. */
export function streamsForPolicy({ actor }: Session): readonly TenantStream[] {
  return isTrusted(actor) ? [] : [ACCESS_STREAM];
}
