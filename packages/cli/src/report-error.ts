import type { ErrorCode } from "@promptledger/core";
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
  "invalid-input": "promptledger <command> --help tells what each option takes",
  "prompt-not-found": "promptledger log <prompt> tells since when it is there",
  "prompt-deleted": "choose an earlier --at; promptledger log <prompt> tells when it was deleted",
  "version-not-found": "promptledger log <prompt> tells which versions there are",
  "schema-mismatch":
    "promptledger migrate --store <url> brings an older schema up to date; for a newer one, upgrade promptledger",
};

/** Writes what went wrong and what to do next to stderr, as text or as one JSON document, and answers the exit code. */
export function reportError(error: unknown, terminal: Terminal, json: boolean): ExitCode {
  const told = understood(error);
  if (json) {
    const { code, message, hint, issues } = told;
    terminal.err.write(`${JSON.stringify({ error: { code, message, hint, issues } })}\n`);
    return told.exitCode;
  }
  const colors = colorsOf(terminal.err, terminal.environment);
  terminal.err.write(`${colors.red("error:")} ${printable(told.message)}\n`);
  for (const { field, message } of told.issues.slice(0, SHOWN_ISSUES))
    terminal.err.write(`  ${printable(field === "" ? message : `${field}: ${message}`)}\n`);
  if (told.issues.length > SHOWN_ISSUES)
    terminal.err.write(`  and ${told.issues.length - SHOWN_ISSUES} more\n`);
  if (told.hint !== null) terminal.err.write(`${colors.cyan("next:")} ${printable(told.hint)}\n`);
  return told.exitCode;
}

function understood(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (error instanceof CommanderError) return ofCommander(error);
  if (isLedgerError(error)) {
    const { code, message, issues, retryable } = error;
    const next = retryable ? "run the same command again" : HINTS[code];
    const hint = next === undefined ? {} : { hint: next };
    // A single issue is the message already.
    const shown = issues.length > 1 ? issues : [];
    return new CommandError({ code, message, issues: shown, exitCode: exitCodeOf(code), ...hint });
  }
  const message = error instanceof Error ? error.message : String(error);
  const hint = "this is not meant to happen; please report it with what you did";
  return new CommandError({ code: "failed", exitCode: EXIT.refused, message, hint });
}

function ofCommander(error: CommanderError): CommandError {
  const message = error.message.replace(/^error: /u, "");
  const hint = "promptledger --help lists the commands, and promptledger <command> --help their options";
  return new CommandError({ code: "usage", exitCode: EXIT.usage, message, hint });
}
