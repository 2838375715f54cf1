import type { Clock } from "../ports/clock.ts";
import type { Hasher } from "../ports/hasher.ts";
import type { Ids } from "../ports/ids.ts";
import type { Secrets } from "../ports/secrets.ts";
import type { ReadSession } from "../read/session.ts";
import type { HostMetadata } from "../store/host-metadata.ts";
import type { Templates } from "../template/templates.ts";
import type { KeyedQueue } from "./queue.ts";
import type { RecentPrompts } from "./recent-prompts.ts";

/** A session with what writing needs of a ledger. */
export interface WriteSession extends ReadSession {
  /** What the events of its writes have of the host's own where a write gives nothing. */
  readonly metadata: HostMetadata | undefined;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hasher: Hasher;
  /** Null if the host passed none. */
  readonly secrets: Secrets | null;
  readonly templates: Templates;
  /** What a deployment that does not say may do to the contract of what is live. */
  readonly contract: "keep" | "change";
  readonly queue: KeyedQueue;
  readonly recent: RecentPrompts;
}
