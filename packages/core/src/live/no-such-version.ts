import { LedgerError } from "../errors.ts";

/** How many numbers an error names. */
const NAMED = 20;

/** The error for a version that a prompt does not have. It names the committed ones, the newest if there are many. */
export function noSuchVersion(
  prompt: string,
  wanted: number | "latest",
  numbers: readonly number[],
): LedgerError {
  const newest = numbers.slice(-NAMED);
  const more = numbers.length > newest.length ? `, and ${numbers.length - newest.length} lower ones` : "";
  const there = newest.length === 0 ? "none is committed" : `there are ${newest.join(", ")}${more}`;
  const what = wanted === "latest" ? "no committed version" : `no version ${wanted}`;
  const message = `${prompt} has ${what}: ${there}`;
  return new LedgerError("version-not-found", message, { issues: [{ field: "version", message }] });
}
