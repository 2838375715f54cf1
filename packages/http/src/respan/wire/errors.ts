import { HttpError } from "../../api/errors/http-error.ts";
import type { ErrorWording } from "../../api/errors/ledger-http-error.ts";
import { FIELD_NAMES } from "./field-names.ts";

/** How Respan's API presents the errors of the ledger. */
export const ERRORS: ErrorWording = { api: "respan", names: FIELD_NAMES };

/** 401, for a request that no key came with, or a wrong one. */
export function unauthorized(): HttpError {
  const headers = { "www-authenticate": "Bearer" };
  return new HttpError(401, "Your API key is invalid or missing.", { headers });
}

/**
 * The body of an error: `{"detail"}`, and `errors` with a list of messages for each field that is wrong. That of 429 has `retry_after`, in
 * seconds, as the header `Retry-After` has.
 */
export function errorBody({ status, message, issues, headers }: HttpError): object {
  const errors = new Map<string, string[]>();
  for (const issue of issues) {
    if (issue.field !== "") errors.set(issue.field, [...(errors.get(issue.field) ?? []), issue.message]);
  }
  const retryAfter = status === 429 ? headers["retry-after"] : undefined;
  return {
    detail: message,
    ...(errors.size === 0 ? {} : { errors: Object.fromEntries(errors) }),
    ...(retryAfter === undefined ? {} : { retry_after: Number(retryAfter) }),
  };
}
