import type { Session } from "../authorization/authorize.ts";
import type { ActorDirectory } from "../identity/actor-directory.ts";
import type { Signal } from "../ports/clock.ts";
import type { EventStore } from "../store/event-store.ts";
import type { TenantStreams } from "./tenant-streams.ts";

/** A session with what reading needs of a ledger. */
export interface ReadSession extends Session {
  readonly store: EventStore;
  readonly tenantStreams: TenantStreams;
  readonly directory: ActorDirectory;
  /** Ends the reads of the session that have no signal of their own. */
  readonly signal?: Signal | undefined;
}
