import type { CallOptions } from "../ports/call-options.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import type { LiveEvents } from "./live-events.ts";
import type { LiveResolveOptions } from "./live-options.ts";
import type { Resolved } from "./resolved.ts";
import type { TypedSlug, ValuesOf } from "./typed-prompts.ts";

/**
 * What is live, in this process. It follows the log of the tenant, so it is current within milliseconds of a deployment, and it goes on serving what
 * it holds while the store does not answer. It never shows a part of an append.
 */
export interface Live {
  /**
   * Answers what is live in an environment, or a version by its number, from memory: no call of the store, nothing to wait for. Never answers anything
   * else than what was asked for. Throws `prompt-not-found`, `prompt-deleted`, `not-deployed`, `environment-not-found`, `version-not-found`,
   * `version-is-draft`, `not-loaded` for what the view does not hold, `too-stale` with `maxStalenessMs`, and after its end `store-closed` or `forbidden`.
   */
  resolve<const Ref extends PromptRef | TypedSlug, Version extends LiveResolveOptions["version"] = undefined>(
    prompt: Ref,
    options?: LiveResolveOptions & { readonly version?: Version },
  ): Resolved<ValuesOf<Ref, Version>>;
  /** Calls back at each event of that name, synchronously, until the returned function is called. */
  on<Name extends keyof LiveEvents>(name: Name, listener: (event: LiveEvents[Name]) => void): () => void;
  /**
   * Resolves when the view has reached a position of the log, such as that of a write's receipt: from then on `resolve` answers what was written.
   * Throws `unavailable` after `timeoutMs`, or when the signal aborts. Default: waits as long as it takes.
   */
  caughtUp(position: number, options?: CallOptions & { readonly timeoutMs?: number }): Promise<void>;
  /** The position of the tenant's log that the view has reached. */
  readonly position: number;
  /** How long ago the view last matched the store, in milliseconds. */
  readonly staleness: number;
  /** Whether the store does not answer, or the view is behind. */
  readonly stale: boolean;
  /** Everything that the view holds, as JSON text, for `liveFromBundle`. */
  bundle(): string;
  /** Ends the view, which then answers nothing any more. The ledger's `close` does it too. Idempotent. */
  close(): Promise<void>;
  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
