import type { Actor } from "../access/actor.ts";
import type { ActorDirectory } from "../identity/actor-directory.ts";
import type { ApiKeys } from "../identity/api-keys.ts";
import type { Policy } from "../authorization/policy.ts";
import type { Clock } from "../ports/clock.ts";
import type { Hasher } from "../ports/hasher.ts";
import type { Ids } from "../ports/ids.ts";
import type { Models } from "../ports/models.ts";
import type { Secrets } from "../ports/secrets.ts";
import type { EventStore } from "../store/event-store.ts";
import type { Renderer } from "../template/renderer.ts";
import type { KeyedQueue } from "../write/queue.ts";
import type { RecentPrompts } from "../write/recent-prompts.ts";
import type { TenantStreams } from "./tenant-streams.ts";

/** What the calls of a ledger share. */
export interface Engine {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hasher: Hasher;
  readonly policy: Policy;
  readonly renderer: Renderer;
  readonly directory: ActorDirectory;
  readonly keys: ApiKeys;
  /** Null where the host gave none. */
  readonly secrets: Secrets | null;
  /** Null where the host gave none. */
  readonly models: Models | null;
  readonly queue: KeyedQueue;
  readonly recent: RecentPrompts;
  readonly tenantStreams: TenantStreams;
}

/** Whose call it is. */
export interface Session {
  readonly tenant: string;
  readonly actor: Actor;
  readonly environment: string;
}
