import { z } from "zod";
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
    .refine((name) => name !== "__proto__", { message: "must not be __proto__" });
}

/** An integration's name: 1 to 100 characters but control characters, and no colon, which ends it in `integration:model`. */
export const integrationNameSchema: z.ZodType<string> = nameOf(100).refine((name) => !name.includes(":"), {
  message: "must not contain a colon",
});

/** The name of an integration's model: 1 to 150 characters but control characters. */
export const modelNameSchema: z.ZodType<string> = nameOf(150);
