import * as z from "zod";
import { parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { Signal } from "./clock.ts";
import { signalSchema } from "./signal-schema.ts";

/** The options of every call. */
export interface CallOptions {
  /**
   * Ends the call at once when it aborts, for example an `AbortSignal`. A read then throws `unavailable`. A write throws `unavailable` if nothing
   * was written, and `outcome-unknown` if its append had begun; repeat it with the same command id. If the signal has aborted before the call,
   * nothing is sent.
   */
  readonly signal?: Signal;
}

/** The field of {@link CallOptions}, for the schemas of calls that have more options. */
export const callShape: { readonly signal: z.ZodOptional<z.ZodType<Signal>> } = {
  signal: signalSchema.optional(),
};

const callSchema: z.ZodType<CallOptions> = schemaFor(z.strictObject(callShape));

/** The signal among the options of a call, checked. */
export function signalOf(options: CallOptions | undefined): Signal | undefined {
  return parseOptions(callSchema, options).signal;
}
