import { LedgerError } from "@promptledger/core";
import { APIConnectionError, APIError, APIUserAbortError } from "openai";
import { NoAnswer } from "./answer-text.ts";
import { AddressRefused } from "./checked-lookup.ts";
import { AnswerTooLarge } from "./limited-fetch.ts";

/** The codes of OpenAI's API that say what to do. Any other text of an answer may be of a server that the caller must not read. */
const KNOWN_CODES: ReadonlySet<unknown> = new Set([
  "account_deactivated",
  "billing_hard_limit_reached",
  "content_filter",
  "content_policy_violation",
  "context_length_exceeded",
  "insufficient_quota",
  "invalid_api_key",
  "invalid_request_error",
  "model_not_found",
  "rate_limit_exceeded",
  "server_error",
  "string_above_max_length",
  "tokens_limit_reached",
  "unsupported_parameter",
  "unsupported_value",
]);

/**
 * The error of a failed call. It contains nothing of the answer but the status and a known code, and has no cause, because an error of the
 * library may contain the request, and so the key.
 */
export function failure(
  error: unknown,
  call: {
    readonly name: string;
    readonly timeout: number;
    /** Whether the call timed out. */
    readonly late: boolean;
  },
): LedgerError {
  const reason = call.late ? `it did not answer within ${call.timeout} ms` : reasonOf(error);
  return new LedgerError("model-call-failed", `the model provider ${call.name} gave no answer: ${reason}`);
}

function reasonOf(error: unknown): string {
  const ours = causes(error).find(isOurs);
  if (ours !== undefined) return ours.message;
  if (error instanceof APIUserAbortError) return "the call was given up";
  if (error instanceof APIConnectionError) return "its endpoint cannot be reached";
  if (error instanceof APIError) {
    const code = KNOWN_CODES.has(error.code) ? ` (${error.code})` : "";
    return `it answered with ${error.status}${code}`;
  }
  return "its answer cannot be read";
}

function isOurs(error: Error): boolean {
  return error instanceof NoAnswer || error instanceof AnswerTooLarge || error instanceof AddressRefused;
}

function causes(error: unknown): readonly Error[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}
