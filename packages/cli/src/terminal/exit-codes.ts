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

/** How the command ends after an error of the ledger. After all others, it is `refused`. */
export const EXIT_BY_CODE: { readonly [Code in ErrorCode]?: keyof typeof EXIT } = {
  "invalid-input": "usage",
  "prompt-not-found": "notFound",
  "prompt-deleted": "notFound",
  "version-not-found": "notFound",
  "not-deployed": "notFound",
  "environment-not-found": "notFound",
  busy: "unavailable",
  overloaded: "unavailable",
  unavailable: "unavailable",
  "outcome-unknown": "unavailable",
};
