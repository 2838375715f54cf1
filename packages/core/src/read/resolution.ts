import type { ActorKind } from "../access/actor.ts";
import type { Deployment } from "./views.ts";

/** Who resolved what. A host can count it, or keep it beside its traces. */
export interface Resolution extends Pick<Deployment, "promptId" | "number" | "revision" | "contentHash"> {
  /** The tenant that the prompt belongs to. */
  readonly tenant: string;
  /** The id of the actor. */
  readonly actor: string;
  /** Where the actor comes from. */
  readonly actorKind: ActorKind;
  /** The slug of the prompt, also if the call named it by id. */
  readonly slug: string;
  /** The environment whose live version was resolved; null for a version that was asked for by its number. */
  readonly environment: string | null;
  /** Whether a past state was asked for, with `at`. */
  readonly isPast: boolean;
}

/** Gets every {@link Resolution} of `acme.resolve`, synchronously, before the caller has the prompt. If it throws, the call throws the same. */
export type OnResolve = (resolution: Resolution) => void;
