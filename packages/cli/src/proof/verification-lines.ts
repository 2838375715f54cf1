import type { LogDifference, LogVerification, Verification } from "@promptledger/core";
import { CommandError } from "../terminal/command-error.ts";
import { plural } from "../terminal/plural.ts";
import { printable } from "../terminal/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { answer, colorsOf } from "../terminal/terminal.ts";

/** Prints what a verification has found, and fails if anything differs. */
export function answerVerification(
  verification: LogVerification | Verification,
  json: boolean,
  terminal: Terminal,
): void {
  answer(terminal, json, verification, () => verificationLines(verification, terminal));
  if (verification.holds) return;
  throw new CommandError(
    "history-differs",
    "refused",
    `the history of ${verification.origin} is not as it was recorded`,
    "compare it with a backup or an earlier export: --against <file> names each event that differs",
  );
}

function verificationLines(found: LogVerification | Verification, terminal: Terminal): readonly string[] {
  const { green, red } = colorsOf(terminal.out, terminal.environment);
  const mark = (holds: boolean): string => (holds ? green("holds") : red("FAILS"));
  const documents = "documents" in found ? found.documents : null;
  return [
    `${printable(found.origin)}: ${plural(found.size, "event")}, root ${found.root}`,
    ...new Set(
      found.checkpoints.map(({ size, holds }) => `checkpoint at ${plural(size, "event")}: ${mark(holds)}`),
    ),
    ...(found.checkpoints.length === 0 ? ["no checkpoint was given, so nothing is proven"] : []),
    ...found.differences.map((one) => red(differenceText(one))),
    ...(found.referenceHolds ? [] : ["the kept tiles, or the earlier export, were changed themselves"]),
    ...(documents ?? []).map((one) => red(printable(one))),
    ...(documents === null || documents.length > 0 ? [] : ["every document matches its events"]),
    found.holds
      ? green(`everything up to position ${found.provenUntil} is as it was recorded`)
      : red(`only what is up to position ${found.provenUntil} is proven to be as it was recorded`),
  ];
}

function differenceText(difference: LogDifference): string {
  if (difference.kind === "somewhere")
    return `something after position ${difference.after} and up to ${difference.until} was changed, added or taken away`;
  const { kind, position, eventId, isProven } = difference;
  const event = eventId === null ? "the event" : `the event ${printable(eventId)}`;
  const by = isProven ? "" : " (by the kept tiles, which prove nothing themselves)";
  switch (kind) {
    case "changed":
      return `position ${position}: ${event} is not the one that was recorded${by}`;
    case "missing":
      return `position ${position}: ${event} is gone${by}`;
    case "added":
      return `position ${position}: ${event} was never recorded${by}`;
    case "cut-off":
      return `position ${position}: the log ends before it${by}`;
    case "reordered":
      return `position ${position}: ${event} is at position ${difference.foundAt} now${by}`;
  }
}
