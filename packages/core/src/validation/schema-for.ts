import type * as z from "zod";

/**
 * A schema as one of the type that it checks for. zod infers an optional field as one that may be undefined, which is another type under
 * `exactOptionalPropertyTypes`; this is the one place that says so to the compiler.
 */
export function schemaFor<T>(schema: z.ZodType): z.ZodType<T> {
  return schema as z.ZodType<T>;
}
