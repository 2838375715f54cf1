import type { ApiKeys } from "../identity/api-keys.ts";
import type { Models } from "../ports/models.ts";
import type { Renderer } from "../template/renderer.ts";
import type { WriteEngine } from "../write/engine.ts";

/** The parts that all calls of a ledger share. */
export interface LedgerEngine extends WriteEngine {
  readonly renderer: Renderer;
  readonly keys: ApiKeys;
  /** Null if the host passed none. */
  readonly models: Models | null;
}
