import type { RecordedEvent } from "../store/recorded-event.ts";
import type { Checkpoint } from "./checkpoint.ts";

/** A proof that an event is in the log. */
export interface InclusionProof {
  /** The event as it is stored. Its leaf is a hash of all of its fields. */
  readonly event: RecordedEvent;
  /** The number of its leaf, from 0: its position less 1. */
  readonly index: number;
  /** The hashes that lead from the leaf to the root, each as 64 lower-case hexadecimal characters. */
  readonly hashes: readonly string[];
  /** The checkpoint of the tree that the event is in. */
  readonly checkpoint: Checkpoint;
  /** Index, hashes and checkpoint as `c2sp.org/tlog-proof@v1`, for `verifyInclusion`. */
  readonly text: string;
}

/** A proof that a checkpoint continues an older one: no event that the older one covers was changed. */
export interface ConsistencyProof {
  /** The one that was given to others before. */
  readonly older: Checkpoint;
  /** The one that continues it. */
  readonly newer: Checkpoint;
  /** The hashes that lead from one to the other, each as 64 lower-case hexadecimal characters. */
  readonly hashes: readonly string[];
  /** The proof as witnesses take it, for `verifyConsistency`: the body of the request `add-checkpoint`. */
  readonly text: string;
}
