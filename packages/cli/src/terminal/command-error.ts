import type { Issue } from "@promptledger/core";
import type { ExitCode } from "./exit-codes.ts";

/** An error that ends the command with an exit code and tells the user what to do next, in `hint`. */
export class CommandError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly hint: string;
  readonly issues: readonly Issue[];
  constructor(
    code: string,
    exitCode: ExitCode,
    message: string,
    hint: string,
    { issues = [], cause }: { readonly issues?: readonly Issue[]; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.name = "CommandError";
    this.code = code;
    this.exitCode = exitCode;
    this.hint = hint;
    this.issues = issues;
  }
}
