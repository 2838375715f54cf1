import type { Actor } from "../access/actor.ts";
import type { ActorDirectory } from "../access/directory.ts";
import type { Policy } from "../access/policy.ts";
import type { Clock } from "../ports/clock.ts";
import type { Hasher } from "../ports/hasher.ts";
import type { Ids } from "../ports/ids.ts";
import type { EventStore } from "../store/event-store.ts";
import type { Renderer } from "../template/renderer.ts";
import type { KeyedQueue } from "./queue.ts";
import type { RecentPrompts } from "./recent-prompts.ts";

/** What the calls of a ledger share. */
export interface Engine {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hasher: Hasher;
  readonly policy: Policy;
  readonly renderer: Renderer;
  readonly directory: ActorDirectory;
  readonly queue: KeyedQueue;
  readonly recent: RecentPrompts;
}

/** Whose call it is. */
export interface Session {
  readonly tenant: string;
  readonly actor: Actor;
  readonly environment: string;
}
