import type { ErrorCode, LedgerError } from "@promptledger/core";
import { badRequest, HttpError } from "./http-error.ts";
import type { StatusByApi } from "./status-by-code.ts";
import { STATUS_BY_CODE } from "./status-by-code.ts";
import type { FieldNames } from "./wire-name.ts";
import { wireName } from "./wire-name.ts";

/** How an API presents the errors of the ledger. */
export interface ErrorWording {
  /** Whose statuses apply. */
  readonly api: keyof StatusByApi;
  /** The API's names for the ledger's fields. */
  readonly names: FieldNames;
  /** A message of an error or an issue, as clients of this API should read it. Default: as the ledger words it. */
  readonly reword?: (message: string, code: ErrorCode) => string;
}

/** An error of the ledger as an answer; null if neither the client nor a busy storage caused it. */
export function ledgerHttpError(
  { code, message, issues }: LedgerError,
  { api, names, reword = (text) => text }: ErrorWording,
): HttpError | null {
  const status = STATUS_BY_CODE[code][api];
  if (status === 500) return null;
  if (status === 503)
    return new HttpError(503, "The ledger is busy or away; try again.", { headers: { "retry-after": "1" } });
  // A 404 is about the path. A field would point at the body, which is not at fault.
  if (status === 404) return new HttpError(404, reword(message, code));
  const named = issues.map((issue) => ({
    field: wireName(issue.field, names),
    message: reword(issue.message, code),
  }));
  return code === "invalid-input"
    ? badRequest(named)
    : new HttpError(status, reword(message, code), { issues: named });
}
