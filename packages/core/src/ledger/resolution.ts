import type { ActorKind } from "../access/actor.ts";
import type { PromptId } from "../prompt/prompt-ref.ts";

/** Who resolved what. A host can count it, or keep it beside its traces. */
export interface Resolution {
  readonly tenant: string;
  /** The id of the actor. */
  readonly actor: string;
  readonly actorKind: ActorKind;
  readonly promptId: PromptId;
  readonly slug: string;
  /** Null for a version that was asked for by its number. */
  readonly environment: string | null;
  readonly number: number;
  readonly revision: number;
  readonly contentHash: string;
  /** Whether a past state was asked for, with `at`. */
  readonly isPast: boolean;
}

/** Gets every {@link Resolution} of `acme.resolve`, synchronously, before the caller has the prompt. If it throws, the call throws the same. */
export type OnResolve = (resolution: Resolution) => void;
