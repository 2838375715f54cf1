import type { Issue, LedgerError } from "@promptledger/core";
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

/** 400: what is wrong with the first field at fault, by the name that the request has for it. */
export function badRequest([first]: readonly Issue[]): Refusal {
  if (first === undefined) return new Refusal(400, "Bad request.");
  return new Refusal(400, first.field === "" ? first.message : `${first.field}: ${first.message}`);
}

/** The ledger tells its callers to pass an id in another way than a slug; clients of this API have names alone. */
function forNames(message: string): string {
  return message.startsWith("is shaped like a prompt's id")
    ? "must not be shaped like a prompt's id"
    : message;
}

/** 400 for an input that the ledger refuses, its field as the request names it. */
export function invalidInput({ issues }: LedgerError, nameOf: (field: string) => string = wireName): Refusal {
  return badRequest(
    issues.map(({ field, message }) => ({ field: nameOf(field), message: forNames(message) })),
  );
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
  // Whether some prompt has the name as its id, which the ledger tells, is not for clients that know names alone.
  if (error.code === "prompt-not-found") return notFound("There is no prompt with that name.");
  return error.code === "invalid-input" ? invalidInput(error) : new Refusal(status, error.message);
}
