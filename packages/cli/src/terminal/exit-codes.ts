import type { ErrorCode } from "@promptledger/core";

/** The exit codes of the command. */
export const EXIT = {
  done: 0,
  refused: 1,
  usage: 2,
  notFound: 3,
  unavailable: 4,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The part of every `--help` that explains the exit codes. */
export const EXIT_CODE_HELP = `
Exit codes:
  0  done
  1  refused or failed; every change was written completely or not at all
  2  wrong usage: an option, an argument or an input file is invalid
  3  not found: no such prompt, version, file, ledger or point in time
  4  not available: the port or the storage is in use, or the storage does not respond; try again`;

const CODES: { readonly [Code in ErrorCode]?: ExitCode } = {
  "invalid-input": EXIT.usage,
  "prompt-not-found": EXIT.notFound,
  "prompt-deleted": EXIT.notFound,
  "version-not-found": EXIT.notFound,
  "not-deployed": EXIT.notFound,
  busy: EXIT.unavailable,
  overloaded: EXIT.unavailable,
  unavailable: EXIT.unavailable,
  "outcome-unknown": EXIT.unavailable,
};

/** The exit code for an error of the ledger: 1 unless a more specific one applies. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return CODES[code] ?? EXIT.refused;
}
