import type { At } from "../history/moment.ts";

/** A prompt by its id, or a living prompt by its slug. */
export type PromptRef = string | { readonly slug: string };

/** What every write takes that is not to a prompt. */
export interface TenantWriteOptions {
  /** Makes the write idempotent: the same id again answers what it answered first. 1 to 255 characters; made unless given. */
  readonly commandId?: string;
  /** Why; kept in the events. Up to 1,000 characters. */
  readonly reason?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
}

/** What every write to a prompt takes. */
export interface WriteOptions extends TenantWriteOptions {
  /** The revision that the writer saw of what the command, or the first of a batch, changes; another one now is `revision-mismatch`. */
  readonly expected?: number;
  /** For imported history: when it happened, in UTC milliseconds since 1970. Not in the future, nor before the prompt's last event. */
  readonly occurredAt?: number;
}

/** What every read takes. */
export interface ReadOptions {
  /** Reads the past. Default: now. */
  readonly at?: At;
}
