import { isLedgerError } from "@promptledger/core";
import { printable } from "../terminal/printable.ts";

/** How many causes are followed, in case one is its own cause. */
const MAXIMUM_CAUSES = 5;

/**
 * What the log says about a failure, in one line: the name, code and message of the error and of each of its causes, and for an error that is
 * not the ledger's, where it happened. Nothing else of an error is written, because its other properties may hold a payload or a secret.
 */
export function failureText(error: unknown): string {
  const chain: unknown[] = [];
  for (let one = error; one !== undefined && chain.length < MAXIMUM_CAUSES; one = causeOf(one))
    chain.push(one);
  return printable(chain.map(textOf).join("; caused by "));
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return `something other than an error: ${typeof error}`;
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  // The message of a parser quotes what it could not parse.
  const message = error instanceof SyntaxError ? "(its message may quote a payload)" : error.message;
  return `${error.name}${code}: ${message}${isLedgerError(error) ? "" : placeOf(error)}`;
}

/** The first two places of a stack. The lines before them repeat the message. */
function placeOf({ stack = "" }: Error): string {
  const places = stack.split("\n").filter((line) => /^\s+at /u.test(line));
  return places
    .slice(0, 2)
    .map((line) => ` ${line.trim()}`)
    .join("");
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
