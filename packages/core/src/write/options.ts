import * as z from "zod";
import type { CallOptions } from "../ports/call-options.ts";
import { callShape } from "../ports/call-options.ts";
import type { HostMetadata } from "../store/host-metadata.ts";
import { hostMetadataSchema } from "../store/host-metadata.ts";
import { text } from "../validation/json.ts";
import { parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";

/** The options of every write that is not about a prompt. */
export interface TenantWriteOptions extends CallOptions {
  /**
   * Makes the write idempotent: if the same actor repeats the id, the first answer is returned, unless the policy no longer allows the write.
   * Ids of other actors do not matter. 1 to 255 characters. Default: a generated id.
   */
  readonly commandId?: string;
  /** The reason, stored in the events. Up to 1,000 characters. */
  readonly reason?: string;
  /** Groups events of one business process, such as a request; stored in them. Up to 255 characters. */
  readonly correlationId?: string;
  /** What led to this write, such as the id of an event; stored in its events. Up to 255 characters. */
  readonly causationId?: string;
  /** W3C trace context, stored in the events. Up to 255 characters. */
  readonly traceparent?: string;
  /**
   * Whatever else you want to find in the events again, such as `{ ticket: "OPS-17" }`. Flat: texts, numbers, booleans and null. At most 1,024
   * bytes as JSON text. Do not put names or e-mails of people in it: `actors.erase` does not change events.
   */
  readonly metadata?: HostMetadata;
}

/** The options of every write to a prompt. */
export interface WriteOptions extends TenantWriteOptions {
  /**
   * The revision of the prompt that the caller has read: `revision` of a prompt, `promptRevision` of a version or deployment. For a batch, it
   * applies to the prompt of the first command. If the prompt has changed since, the write is rejected with `revision-mismatch`.
   */
  readonly expected?: number;
  /** For imported history: when it happened, in UTC milliseconds since 1970. Not in the future, and not before the prompt's last event. */
  readonly occurredAt?: number;
  /**
   * What becomes of messages, variables, tools or schemas that cannot be rendered, such as `{{#if}}` in the syntax `mustache`: `refuse` throws
   * `template-invalid` with the places; `accept` writes them as they are, and rendering throws. Default: `refuse`.
   */
  readonly templateFaults?: "refuse" | "accept";
}

/** The schema of {@link WriteOptions}. */
export const writeOptionsSchema: z.ZodType<WriteOptions> = schemaFor(
  z.strictObject({
    ...callShape,
    commandId: text(255, 1).optional(),
    reason: text(1000).optional(),
    expected: z.int().min(0).optional(),
    occurredAt: z.int().min(0).optional(),
    templateFaults: z.enum(["refuse", "accept"]).optional(),
    correlationId: text(255).optional(),
    causationId: text(255).optional(),
    traceparent: text(255).optional(),
    metadata: hostMetadataSchema.optional(),
  }),
);

/** The signal among the options of a write. All of them are checked, for calls that do something before they write. */
export function signalOfWrite(options: WriteOptions | undefined): CallOptions["signal"] {
  return parseOptions(writeOptionsSchema, options).signal;
}
