import type { Issue, LedgerError } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { STATUS_BY_CODE } from "../status-by-code.ts";
import { wireName } from "./wire-name.ts";

/** An answer that is no success, on its way to the client. */
export class Refusal extends Error {
  readonly status: number;
  readonly issues: readonly Issue[];
  readonly headers: { readonly [name: string]: string };
  constructor(
    status: number,
    detail: string,
    options: {
      readonly issues?: readonly Issue[];
      readonly headers?: { readonly [name: string]: string };
    } = {},
  ) {
    super(detail);
    this.name = "Refusal";
    this.status = status;
    this.issues = options.issues ?? [];
    this.headers = options.headers ?? {};
  }
}

/** 404: no path, prompt, version or page is there. */
export function notFound(detail = "Not found."): Refusal {
  return new Refusal(404, detail);
}

/** 400 with one message for each field at fault; the first one is the detail. */
export function badRequest(issues: readonly Issue[]): Refusal {
  const [first] = issues;
  const detail =
    first === undefined
      ? "Bad request."
      : first.field === ""
        ? first.message
        : `${first.field}: ${first.message}`;
  return new Refusal(400, detail, { issues });
}

/** Seconds after which a client may repeat what found the storage busy or away. */
const RETRY_AFTER = "1";

/** What was thrown, as a refusal; null where it is nobody's doing but ours. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (!isLedgerError(error)) return null;
  const status = STATUS_BY_CODE[error.code].respan;
  if (status === 503)
    return new Refusal(503, "The ledger is busy or away; try again.", {
      headers: { "retry-after": RETRY_AFTER },
    });
  return status >= 500 ? null : new Refusal(status, detailOf(error), { issues: issuesOf(error) });
}

function issuesOf({ code, issues }: LedgerError): readonly Issue[] {
  // A refused path is 404 as a whole; a field beside it would point at a body that was never at fault.
  if (STATUS_BY_CODE[code].respan === 404) return [];
  return issues.map(({ field, message }) => ({ field: wireName(field), message }));
}

function detailOf(error: LedgerError): string {
  const [first] = issuesOf(error);
  return error.code === "invalid-input" && first !== undefined
    ? `${first.field}: ${first.message}`
    : error.message;
}
