import type { Clock } from "../ports/clock.ts";
import type { Hasher } from "../ports/hasher.ts";
import type { ReadSession } from "../read/session.ts";
import type { Templates } from "../template/templates.ts";

/** A session with what a live view needs of a ledger. */
export interface LiveSession extends ReadSession {
  readonly clock: Clock;
  readonly hasher: Hasher;
  readonly templates: Templates;
}
