import { HttpError } from "../../api/errors/http-error.ts";
import type { ErrorWording } from "../../api/errors/ledger-http-error.ts";
import type { OrkesTokens } from "./tokens.ts";
import { tokenOf } from "./tokens.ts";

/** How Orkes' API presents the errors of the ledger. */
export const ERRORS: ErrorWording = {
  api: "orkes",
  names: new Map([
    ["prompt", "name"],
    ["slug", "name"],
    ["text", "template"],
    ["integrations", "models"],
    ["associate", "models"],
    ["number", "version"],
    ["format", "responseFormat"],
    ["permissions", "access"],
    ["commandId", "Idempotency-Key"],
  ]),
  // Clients of this API know prompts by their names alone, so these errors say nothing about ids.
  reword(message, code) {
    if (code === "prompt-not-found") return "There is no prompt with that name.";
    return message.startsWith("is shaped like a prompt's id")
      ? "must not be shaped like a prompt's id"
      : message;
  },
};

/** 401. Clients fetch another token and try once more if the code is INVALID_TOKEN or EXPIRED_TOKEN. */
export function tokenError(code: "INVALID_TOKEN" | "EXPIRED_TOKEN", message: string): HttpError {
  return new HttpError(401, message, { code });
}

/** 401, for a request without a token, or with one that is wrong or has expired. */
export function unauthorized(request: Request, tokens: OrkesTokens | null): HttpError {
  if (tokenOf(request) === null) return tokenError("INVALID_TOKEN", "Token cannot be null or empty");
  return tokens?.isExpired(request)
    ? tokenError("EXPIRED_TOKEN", "The token has expired; get another one.")
    : tokenError("INVALID_TOKEN", "The token is invalid, or its key was revoked.");
}

/** The body of an error: `{ status, message, instance, retryable }`, or `{ message, error, timestamp }` if a token is at fault. */
export function errorBody({ status, message, code }: HttpError, instance: string): object {
  return code === undefined
    ? { status, message, instance, retryable: status === 503 || status === 429 }
    : { message, error: code, timestamp: Date.now() };
}
