import type { Write } from "./model-ledger.ts";
import type { ModelTenant } from "./model-state.ts";
import type { Material } from "./plan.ts";

/** What a write is chosen from, apart from its step. */
export interface WriteContext {
  readonly tenant: ModelTenant;
  readonly material: Material;
  /** The current time of the ledger's clock. */
  readonly now: number;
  /** The writes with a command id that were applied to this tenant. */
  readonly applied: readonly Write[];
  /** Creates a command id that was not used before. */
  newCommandId(): string;
}
