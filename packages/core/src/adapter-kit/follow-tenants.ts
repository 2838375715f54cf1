import type { Clock, Signal } from "../ports/clock.ts";
import type { FollowTenantsRequest, TenantHead } from "../store/log.ts";
import { newOutage } from "./outage.ts";
import { newWaiter } from "./waiter.ts";

/** Where the tenants with new events are looked for. */
export interface TenantsSource {
  /** Resolves once the storage can be read. Called before each listing. */
  ready(): Promise<void>;
  /** Lists all tenants that have events. */
  list(): AsyncIterable<TenantHead>;
  /** Calls back as `ChangeNotifier.watch` does, and when the store is closed. */
  watch(listener: (tenant: string) => void): () => void;
  /** Aborts when the store is closed. Followers then end without an error. */
  readonly closed: Signal;
  /** Measures the time between listings, and between attempts while the storage is unavailable. */
  readonly clock: Clock;
}

/** How often all tenants are listed, in milliseconds. */
const POLL = 1000;

/**
 * Names all tenants with events, then those that a notification names, until the signal aborts or the store is closed. At intervals it lists all
 * tenants again, and names those whose last event is another one than in the listing before: a notification may be lost.
 */
export async function* followTenants(
  source: TenantsSource,
  { signal, poll = POLL }: FollowTenantsRequest = {},
): AsyncGenerator<string> {
  const { closed, clock } = source;
  const ended = (): boolean => closed.aborted || signal?.aborted === true;
  if (ended()) return;
  /** The last event of each tenant in the last listing. */
  const listed = new Map<string, string | null>();
  const notified = new Set<string>();
  /** Whether all tenants must be listed. */
  let isDue = true;
  /** Whether a notification came since the waiter was reset. */
  let isNotified = false;
  let nextListing = 0;
  const waiter = newWaiter({
    clock,
    ended,
    signal,
    pollAfter: () => Math.max(1, nextListing - clock.now()),
    register: (resume) =>
      source.watch((tenant) => {
        if (tenant === "") isDue = true;
        else notified.add(tenant);
        isNotified = true;
        resume();
      }),
  });
  const outage = newOutage(clock);
  try {
    while (!ended()) {
      waiter.reset();
      isNotified = false;
      if (isDue || clock.now() >= nextListing) {
        isDue = false;
        try {
          await source.ready();
          for await (const { tenant, head } of source.list()) {
            if (ended()) return;
            if (listed.get(tenant) === head.eventId) continue;
            listed.set(tenant, head.eventId);
            notified.delete(tenant);
            yield tenant;
          }
          outage.end();
          nextListing = clock.now() + poll;
        } catch (error) {
          if (ended()) return;
          nextListing = clock.now() + outage.waitAfter(error);
        }
      }
      for (const tenant of [...notified]) {
        if (ended()) return;
        notified.delete(tenant);
        yield tenant;
      }
      await waiter.wait();
      // It is time, also by the clock of a test that stands still.
      if (!isNotified) isDue = true;
    }
  } finally {
    waiter.stop();
  }
}
