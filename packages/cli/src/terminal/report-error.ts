import type { ErrorCode } from "@promptledger/core";
import { CommanderError } from "commander";
import { CommandError } from "./command-error.ts";
import type { ExitCode } from "./exit-codes.ts";
import { EXIT_BY_CODE } from "./exit-codes.ts";
import { hideCredentials } from "./hide-credentials.ts";
import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";
import { colorsOf } from "./terminal.ts";

const SHOWN_ISSUES = 10;

const HINTS: { readonly [Code in ErrorCode]?: string } = {
  "invalid-input": "promptledger <command> --help explains every option",
  unavailable: "check that the storage is running and can be reached, then run the same command again",
  "prompt-not-found": "promptledger log <prompt> shows when it was created",
  "prompt-deleted": "choose an earlier --at; promptledger log <prompt> shows when it was deleted",
  "version-not-found": "promptledger log <prompt> lists the versions",
  "schema-mismatch":
    "promptledger migrate --store <url> brings an older schema up to date; for a newer one, upgrade promptledger",
};

/**
 * Writes what went wrong and what to do next to stderr, as text or as one JSON document, without the users and passwords of addresses. `args` are
 * the arguments of the command. Returns the exit code.
 */
export async function reportError(
  error: unknown,
  terminal: Terminal,
  args: readonly string[],
): Promise<ExitCode> {
  const reported = await commandError(error);
  const { code, exitCode, hint } = reported;
  const json = args.includes("--json");
  const given = [...args, terminal.environment["PROMPTLEDGER_STORE"] ?? ""];
  const message = hideCredentials(reported.message, given);
  const issues = reported.issues.map((issue) => ({
    ...issue,
    message: hideCredentials(issue.message, given),
  }));
  const lines = issues.map((issue) =>
    issue.field === "" ? issue.message : `${issue.field}: ${issue.message}`,
  );
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

async function commandError(error: unknown): Promise<CommandError> {
  if (error instanceof CommandError) return error;
  if (error instanceof CommanderError) {
    const hint = "promptledger --help lists the commands, promptledger <command> --help their options";
    return new CommandError("usage", "usage", error.message.replace(/^error: /u, ""), hint);
  }
  // Wrong usage, above, is reported without loading the ledger.
  const { isLedgerError } = await import("@promptledger/core");
  if (isLedgerError(error)) {
    const { code, message, retryable } = error;
    const hint = HINTS[code] ?? (retryable ? "run the same command again" : null);
    // The message already contains a single issue.
    const issues = error.issues.length > 1 ? error.issues : [];
    return new CommandError(code, EXIT_BY_CODE[code] ?? "refused", message, hint, { issues });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new CommandError("failed", "refused", message, "this is a bug; please report it, with what you did");
}
