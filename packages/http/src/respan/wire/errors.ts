import { HttpError } from "../../api/http-error.ts";
import type { ErrorWording } from "../../api/ledger-http-error.ts";
import { FIELD_NAMES } from "./field-names.ts";

/** How Respan's API presents the errors of the ledger. */
export const ERRORS: ErrorWording = { api: "respan", names: FIELD_NAMES };

/** 401, for a request that no key came with, or a wrong one. */
export function unauthorized(): HttpError {
  const headers = { "www-authenticate": "Bearer" };
  return new HttpError(401, "Your API key is invalid or missing.", { headers });
}

/** The body of an error: `{"detail"}`, and `errors` with a list of messages for each field that is wrong. */
export function errorBody({ message, issues }: HttpError): object {
  const errors = new Map<string, string[]>();
  for (const issue of issues) {
    if (issue.field !== "") errors.set(issue.field, [...(errors.get(issue.field) ?? []), issue.message]);
  }
  return errors.size === 0 ? { detail: message } : { detail: message, errors: Object.fromEntries(errors) };
}
