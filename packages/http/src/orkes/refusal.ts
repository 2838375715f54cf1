import type { Issue } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { STATUS_BY_CODE } from "../status-by-code.ts";
import { wireName } from "./wire-name.ts";

/** An answer that is no success, on its way to the client. */
export class Refusal extends Error {
  readonly status: number;
  readonly retryable: boolean;
  readonly headers: { readonly [name: string]: string };
  constructor(
    status: number,
    message: string,
    options: {
      readonly retryable?: boolean;
      readonly headers?: { readonly [name: string]: string };
    } = {},
  ) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.retryable = options.retryable ?? false;
    this.headers = options.headers ?? {};
  }
}

/** 401, in the form that clients know: with INVALID_TOKEN or EXPIRED_TOKEN they fetch another token and try once more. */
export class Unauthorized extends Error {
  readonly error: "INVALID_TOKEN" | "EXPIRED_TOKEN";
  constructor(error: Unauthorized["error"], message: string) {
    super(message);
    this.name = "Unauthorized";
    this.error = error;
  }
}

/** 404: no path, prompt, version or integration is there. */
export function notFound(message: string): Refusal {
  return new Refusal(404, message);
}

/** 400: what is wrong with the first field at fault. */
export function badRequest(issues: readonly Issue[]): Refusal {
  return new Refusal(400, messageOf(issues) ?? "Bad request.");
}

/** Seconds after which a client may repeat what found the storage busy or away. */
const RETRY_AFTER = "1";

/** What was thrown, as a refusal; null where it is nobody's doing but ours. */
export function refusalOf(error: unknown): Refusal | Unauthorized | null {
  if (error instanceof Refusal || error instanceof Unauthorized) return error;
  if (!isLedgerError(error)) return null;
  const status = STATUS_BY_CODE[error.code].orkes;
  if (status === 503) {
    return new Refusal(503, "The ledger is busy or away; try again.", {
      retryable: true,
      headers: { "retry-after": RETRY_AFTER },
    });
  }
  if (status === 500) return null;
  const told = error.code === "invalid-input" ? messageOf(error.issues) : undefined;
  return new Refusal(status, told ?? error.message);
}

function messageOf([first]: readonly Issue[]): string | undefined {
  if (first === undefined) return undefined;
  return first.field === "" ? first.message : `${wireName(first.field)}: ${first.message}`;
}
