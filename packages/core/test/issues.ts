import type * as z from "zod";
import { isLedgerError } from "../src/errors.ts";
import { parse } from "../src/validation/parse.ts";

/** What a schema has against an input: `field: message` for each broken rule, nothing for a good one. */
export function issuesOf(schema: z.ZodType, input: unknown): readonly string[] {
  try {
    parse(schema, input);
    return [];
  } catch (error) {
    if (!isLedgerError(error, "invalid-input")) throw error;
    return error.issues.map(({ field, message }) => `${field}: ${message}`);
  }
}

/** A value nested in so many arrays. */
export function nestedIn(levels: number, value: unknown = 1): unknown {
  let nested = value;
  for (let level = 0; level < levels; level++) nested = [nested];
  return nested;
}
