import type { Issue } from "@promptledger/core";
import type { z } from "zod";

/** What zod found, as issues: the path as code would write it, `messages[0].role`. */
export function issuesOf(error: z.ZodError): readonly Issue[] {
  return error.issues.map(({ path, message }) => ({ field: fieldOf(path), message }));
}

/** The messages where zod's own would be strange to read in an API's answer. */
export function messageOf(issue: z.core.$ZodRawIssue): string | undefined {
  if ((issue.path ?? []).length === 0 && issue.code === "invalid_type")
    return `The body must be a JSON ${issue.expected === "array" ? "array" : "object"}.`;
  if (issue.code === "invalid_type" && issue.input === undefined) return "This field is required.";
  if (issue.code === "invalid_type" && issue.input === null) return "This field may not be null.";
  return undefined;
}

function fieldOf(path: readonly PropertyKey[]): string {
  let name = "";
  for (const part of path) {
    if (typeof part === "number") name += `[${part}]`;
    else name += name === "" ? String(part) : `.${String(part)}`;
  }
  return name;
}
