import type { Issue } from "@promptledger/core";
import type { ExitCode } from "./exit-codes.ts";

/** What an error of the command tells. */
export interface CommandErrorDetails {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  readonly issues?: readonly Issue[];
  readonly cause?: unknown;
}

/** An error that ends the command with an exit code, and says what to do next. */
export class CommandError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly hint: string | null;
  readonly issues: readonly Issue[];
  constructor(details: CommandErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "CommandError";
    this.code = details.code;
    this.exitCode = details.exitCode;
    this.hint = details.hint ?? null;
    this.issues = details.issues ?? [];
  }
}
