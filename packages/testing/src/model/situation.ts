import type { Actor } from "@promptledger/core";
import type { Write } from "./model-ledger.ts";
import type { ModelTenant } from "./model-state.ts";
import type { Material } from "./plan.ts";

/** Who writes, and in which environment. */
export interface Writer {
  readonly actor: Actor;
  readonly environment: string;
}

/** The actors: trusted ones in two environments, and two that need grants. */
export const WRITERS: readonly [Writer, ...Writer[]] = [
  { actor: { id: "jane", email: "jane@acme.test" }, environment: "production" },
  { actor: { id: "sam" }, environment: "staging" },
  { actor: { id: "root", kind: "admin" }, environment: "production" },
  { actor: { id: "ursula", kind: "user" }, environment: "production" },
  { actor: { id: "bot", kind: "application" }, environment: "production" },
];

/** What a write is chosen from, beside its step. */
export interface Situation {
  readonly tenant: ModelTenant;
  readonly material: Material;
  /** The present moment of the ledger's clock. */
  readonly now: number;
  /** The writes under a command id that were applied to this tenant. */
  readonly remembered: readonly Write[];
  /** Makes a command id that did not come before. */
  newCommandId(): string;
}
