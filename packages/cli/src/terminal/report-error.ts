import type { ErrorCode, Issue } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { CommanderError } from "commander";
import { CommandError } from "./command-error.ts";
import type { ExitCode } from "./exit-codes.ts";
import { EXIT, exitCodeOf } from "./exit-codes.ts";
import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";
import { colorsOf } from "./terminal.ts";

const SHOWN_ISSUES = 10;

const HINTS: { readonly [Code in ErrorCode]?: string } = {
  "invalid-input": "promptledger <command> --help explains every option",
  "prompt-not-found": "promptledger log <prompt> shows when it was created",
  "prompt-deleted": "choose an earlier --at; promptledger log <prompt> shows when it was deleted",
  "version-not-found": "promptledger log <prompt> lists the versions",
  "schema-mismatch":
    "promptledger migrate --store <url> brings an older schema up to date; for a newer one, upgrade promptledger",
};

interface Report {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly message: string;
  readonly hint: string | null;
  readonly issues: readonly Issue[];
}

/** Writes what went wrong and what to do next to stderr, as text or as one JSON document. Returns the exit code. */
export function reportError(error: unknown, terminal: Terminal, json: boolean): ExitCode {
  const { code, exitCode, message, hint, issues } = reportOf(error);
  const lines = issues.map((issue) => (issue.field === "" ? issue.message : `${issue.field}: ${issue.message}`));
  const { red, cyan } = colorsOf(terminal.err, terminal.environment);
  const text = [
    `${red("error:")} ${printable(message)}`,
    ...lines.slice(0, SHOWN_ISSUES).map((line) => `  ${printable(line)}`),
    ...(lines.length > SHOWN_ISSUES ? [`  and ${lines.length - SHOWN_ISSUES} more`] : []),
    ...(hint === null ? [] : [`${cyan("next:")} ${printable(hint)}`]),
  ];
  const document = { error: { code, message, hint, issues } };
  terminal.err.write(json ? `${JSON.stringify(document)}\n` : `${text.join("\n")}\n`);
  return exitCode;
}

function reportOf(error: unknown): Report {
  if (error instanceof CommandError) return error;
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /u, "");
    const hint = "promptledger --help lists the commands, promptledger <command> --help their options";
    return { code: "usage", exitCode: EXIT.usage, message, hint, issues: [] };
  }
  if (isLedgerError(error)) {
    const { code, message, retryable } = error;
    const hint = retryable ? "run the same command again" : (HINTS[code] ?? null);
    // The message already contains a single issue.
    const issues = error.issues.length > 1 ? error.issues : [];
    return { code, exitCode: exitCodeOf(code), message, hint, issues };
  }
  const message = error instanceof Error ? error.message : String(error);
  const hint = "this is a bug; please report it, with what you did";
  return { code: "failed", exitCode: EXIT.refused, message, hint, issues: [] };
}
