import { z } from "zod";
import type { Issue } from "../errors.ts";
import { LedgerError } from "../errors.ts";

/** The input, checked; throws `invalid-input` with one issue for each broken rule, its field named as `rename` has it. */
export function parse<T>(schema: z.ZodType<T>, input: unknown, rename: (field: string) => string = same): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw invalidInput(
    result.error.issues.flatMap(toIssues).map(({ field, message }) => ({ field: rename(field), message })),
  );
}

function same(field: string): string {
  return field;
}

/** The schema of a command. `exactOptionalPropertyTypes` tells an absent field from an undefined one; zod's inference does not. */
export function commandSchema<T>(shape: z.ZodRawShape): z.ZodType<T> {
  return z.strictObject(shape) as unknown as z.ZodType<T>;
}

/** The error for broken rules of an input. */
export function invalidInput(issues: readonly Issue[]): LedgerError {
  const first = issues[0];
  const where = first === undefined || first.field === "" ? "" : `${first.field}: `;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  return new LedgerError("invalid-input", `${where}${first?.message ?? "invalid input"}${more}`, { issues });
}

function toIssues(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ field: fieldName([...issue.path, key]), message: "unknown field" }));
  }
  return [{ field: fieldName(issue.path), message: lowerFirst(issue.message) }];
}

/** A path as code would write it: `messages[0].role`. */
function fieldName(path: readonly PropertyKey[]): string {
  let name = "";
  for (const part of path) {
    if (typeof part === "number") name += `[${part}]`;
    else name += name === "" ? String(part) : `.${String(part)}`;
  }
  return name;
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
