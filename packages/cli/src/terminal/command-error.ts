import type { Issue } from "@promptledger/core";
import type { ExitCode } from "./exit-codes.ts";
import { EXIT } from "./exit-codes.ts";

/** An error that ends the command with an exit code and tells the user what to do next, in `hint`. */
export class CommandError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly hint: string | null;
  readonly issues: readonly Issue[];
  constructor(
    code: string,
    exit: keyof typeof EXIT,
    message: string,
    hint: string | null,
    { issues = [], cause }: { readonly issues?: readonly Issue[]; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.name = "CommandError";
    this.code = code;
    this.exitCode = EXIT[exit];
    this.hint = hint;
    this.issues = issues;
  }
}
