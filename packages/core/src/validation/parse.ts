import * as z from "zod";
import type { CommandOf } from "../decider.ts";
import type { Issue } from "../errors.ts";
import { LedgerError } from "../errors.ts";

/** An error names at most so many broken rules. */
const MAXIMUM_ISSUES = 20;

/**
 * The input, checked; throws `invalid-input` with one issue for each broken rule, at most 20 of them, its field named as `rename` has it.
 */
export function parse<T>(schema: z.ZodType<T>, input: unknown, rename: (field: string) => string = same): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  // Once more for the messages: with a map of errors zod takes twice as long, also over an input without any.
  const { issues: broken } = schema.safeParse(input, { error: messageOf }).error ?? result.error;
  const issues = broken.slice(0, MAXIMUM_ISSUES).flatMap(toIssues).slice(0, MAXIMUM_ISSUES);
  throw invalidInput(issues.map(({ field, message }) => ({ field: rename(field), message })));
}

/** One argument of a call, checked; its issues name it. */
export function parseField<T>(field: string, schema: z.ZodType<T>, value: unknown): T {
  return parse(schema, value, (path) =>
    path === "" || path.startsWith("[") ? `${field}${path}` : `${field}.${path}`,
  );
}

/** The options of a call, checked; none are given where they are left out. */
export function parseOptions<T extends object>(schema: z.ZodType<T>, options: T | undefined): Partial<T> {
  return options === undefined ? {} : parse(schema, options, (path) => (path === "" ? "options" : path));
}

/** zod would say of what is missing that it received undefined. */
function messageOf({ code, input }: z.core.$ZodRawIssue): string | undefined {
  return code === "invalid_type" && input === undefined ? "is missing" : undefined;
}

function same(field: string): string {
  return field;
}

/** The schemas of commands, by type. */
export type CommandSchemas<Table> = { readonly [Type in keyof Table]: z.ZodType<CommandOf<Table, Type>> };

/** The fields of commands, by type. The compiler checks that each command of the table has all of its own and no others. */
type Shapes<Table> = {
  readonly [Type in keyof Table]: { readonly [Field in keyof Table[Type]]-?: z.ZodType };
};

/** The schemas of a table of commands: each takes its own `type`, its fields, and nothing else. */
export function commandSchemas<Table>(shapes: Shapes<Table>): CommandSchemas<Table> {
  const schemas = Object.entries<z.ZodRawShape>(shapes).map(([type, shape]) => [
    type,
    z.strictObject({ type: z.literal(type), ...shape }),
  ]);
  // zod's inference does not tell an absent field from an undefined one, as `exactOptionalPropertyTypes` does.
  return Object.fromEntries(schemas) as CommandSchemas<Table>;
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
export function fieldName(path: readonly PropertyKey[]): string {
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
