import type { AccessState } from "../access/state.ts";
import { ACCESS_STREAM, initialAccess } from "../access/state.ts";
import type { Session } from "../authorization/authorize.ts";
import { isTrusted } from "../authorization/policy.ts";
import { foldAccessStream, foldIntegrationsStream } from "../history/projection.ts";
import type { IntegrationsState } from "../integration/state.ts";
import { INTEGRATIONS_STREAM, initialIntegrations } from "../integration/state.ts";
import type { StreamRequest, StreamSlice } from "../store/event-store.ts";
import { deepFreeze } from "../validation/freeze.ts";

/** What a tenant has beside its prompts, as far as it was asked for; the rest is empty. */
export interface TenantState {
  readonly access: AccessState;
  readonly integrations: IntegrationsState;
}

/** How many events each of the tenant's streams that were asked for has. */
export type TenantVersions = { readonly [Stream in TenantStream]: number };

/** A tenant's stream that is no prompt's. */
export type TenantStream = typeof ACCESS_STREAM | typeof INTEGRATIONS_STREAM;

/** One look at a tenant's streams: what to load together with whatever else, and what that says. */
export interface TenantLook {
  readonly requests: readonly StreamRequest[];
  /** Null where the store's history is not the one that was known: look again. */
  apply(
    slices: readonly StreamSlice[],
  ): { readonly state: TenantState; readonly versions: TenantVersions } | null;
}

/**
 * What is known of tenants' streams `access` and `integrations`. A load asks only for what came after, and for the last event that is
 * known, by which it finds out whether the history is still the same. So what is used is always of the load's own moment, and a command
 * costs the same after thousands of grants as after one.
 */
export interface TenantStreams {
  look(tenant: string, wanted: readonly TenantStream[]): TenantLook;
}

/** A tenant's stream as far as it is known. */
interface Known {
  readonly version: number;
  readonly lastEventId: string;
  readonly state: AccessState | IntegrationsState;
}

/** A tenant that has nothing beside its prompts. */
export const NO_TENANT_STATE: TenantState = Object.freeze({
  access: initialAccess,
  integrations: initialIntegrations,
});

const FOLDS = { [ACCESS_STREAM]: foldAccessStream, [INTEGRATIONS_STREAM]: foldIntegrationsStream };

/** How many streams are known at most; the one that was looked at longest ago is forgotten first. */
const MAXIMUM_KNOWN = 2000;

/** Knows nothing yet. */
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
            // A stream's fold goes with its state, which the compiler does not follow through the name.
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

/** The tenant's streams that the policy needs for an actor: none for one that needs no grant. */
export function streamsForPolicy({ actor }: Session): readonly TenantStream[] {
  return isTrusted(actor) ? [] : [ACCESS_STREAM];
}
