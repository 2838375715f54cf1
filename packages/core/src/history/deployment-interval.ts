import type { Pin } from "../prompt/state.ts";
import type { Who } from "./history-entry.ts";

/** What was live of a prompt in an environment, from when to when. Times are UTC, in integer milliseconds. */
export interface DeploymentInterval extends Pin {
  /** The id of the prompt. */
  readonly promptId: string;
  /** The prompt's slug when this was deployed. */
  readonly slug: string;
  /** Where it was live. */
  readonly environment: string;
  /** When it was deployed. */
  readonly from: number;
  /** When it ended; it was live before that moment, not at it. Null while it is live. */
  readonly to: number | null;
  /** For how long it was live, in milliseconds. Null while it is live. */
  readonly duration: number | null;
  /** How it became live. */
  readonly how: "deployed" | "promoted" | "rolled back";
  /** Who deployed it. */
  readonly by: Who;
  /** The reason that they gave; null for none. */
  readonly why: string | null;
  /** How it ended: something else was deployed, or nothing, or the prompt was deleted. Null while it is live. */
  readonly end: "replaced" | "undeployed" | "deleted" | null;
  /** Who ended it; null while it is live. */
  readonly endedBy: Who | null;
  /** The reason that they gave; null for none, and while it is live. */
  readonly endedWhy: string | null;
  /** What was live after it; null if nothing was, and while it is live. */
  readonly replacedBy: Pin | null;
}
