import { z } from "zod";
import { text } from "../validation/json.ts";
import { schemaFor } from "../validation/schema-for.ts";

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
  /**
   * The revision of the prompt that the writer saw: `revision` of a prompt, `promptRevision` of a version or deployment. Of a batch it is that
   * of the first command's prompt. If the prompt has changed since, the write is refused with `revision-mismatch`.
   */
  readonly expected?: number;
  /** For imported history: when it happened, in UTC milliseconds since 1970. Not in the future, nor before the prompt's last event. */
  readonly occurredAt?: number;
}

/** The schema of {@link WriteOptions}. */
export const writeOptionsSchema: z.ZodType<WriteOptions> = schemaFor(
  z.strictObject({
    commandId: text(255, 1).optional(),
    reason: text(1000).optional(),
    expected: z.int().min(0).optional(),
    occurredAt: z.int().min(0).optional(),
    correlationId: text(255).optional(),
    causationId: text(255).optional(),
    traceparent: text(255).optional(),
  }),
);
