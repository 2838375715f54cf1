import type { Authorizing } from "../authorization/authorize.ts";
import type { EventStore } from "../store/event-store.ts";
import type { TenantStreams } from "./tenant-streams.ts";

/** What reading needs of a ledger. */
export interface ReadEngine extends Authorizing {
  readonly store: EventStore;
  readonly tenantStreams: TenantStreams;
}
