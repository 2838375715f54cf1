import * as z from "zod";
import { DOT_SEGMENT_MESSAGE, isDotSegment } from "../validation/dot-segment.ts";
import { codePoints, isStorable } from "../validation/json.ts";

const CONTROL = /\p{Cc}/u;

function nameOf(maximum: number): z.ZodType<string> {
  return z
    .string()
    .refine((name) => name !== "", { message: "must not be empty" })
    .refine((name) => isStorable(name) && !CONTROL.test(name), {
      message: "must not contain control characters or lone surrogates",
    })
    .refine((name) => codePoints(name) <= maximum, { message: `must have at most ${maximum} characters` })
    .refine((name) => !isDotSegment(name), { message: DOT_SEGMENT_MESSAGE })
    .refine((name) => name !== "__proto__", { message: "must not be __proto__" });
}

/**
 * The name of an integration: 1 to 100 characters, without control characters and colons, and neither `.` nor `..`. A colon ends it in
 * `integration:model`.
 */
export const integrationNameSchema: z.ZodType<string> = nameOf(100).refine((name) => !name.includes(":"), {
  message: "must not contain a colon",
});

/** The name of a model: 1 to 150 characters, without control characters, and neither `.` nor `..`. */
export const modelNameSchema: z.ZodType<string> = nameOf(150);
