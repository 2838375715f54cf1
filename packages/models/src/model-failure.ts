import { LedgerError } from "@promptledger/core";
import { APIConnectionError, APIError, APIUserAbortError } from "openai";
import { NoAnswer } from "./answer-text.ts";
import { AnswerTooLarge } from "./limited-fetch.ts";

/** How many characters of a provider's own message are shown. */
const LONGEST = 1000;

/** The error of a failed call. It has no cause, because an error of the library may contain the request, and so the key. */
export function failure(
  error: unknown,
  call: {
    readonly name: string;
    readonly apiKey: string;
    readonly timeout: number;
    /** Whether the call timed out. */
    readonly late: boolean;
  },
): LedgerError {
  const reason = call.late ? `it did not answer within ${call.timeout} ms` : reasonOf(error);
  const shown = reason.replaceAll(call.apiKey, "********").slice(0, LONGEST);
  return new LedgerError("model-call-failed", `the model provider ${call.name} gave no answer: ${shown}`);
}

function reasonOf(error: unknown): string {
  const ours = causes(error).find((one) => one instanceof NoAnswer || one instanceof AnswerTooLarge);
  if (ours !== undefined) return ours.message;
  if (error instanceof APIUserAbortError) return "the call was given up";
  if (error instanceof APIConnectionError) return "its endpoint cannot be reached";
  if (error instanceof APIError) return `it refuses with ${String(error.message)}`;
  return "its answer cannot be read";
}

function causes(error: unknown): readonly Error[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}
