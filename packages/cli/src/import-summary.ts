import type { ImportResult } from "./import-history.ts";
import { plural } from "./plural.ts";
import { printable } from "./printable.ts";

const SHOWN_REMARKS = 20;

/** What an import did, in words: lines that were not taken as they stand, then a summary of one line. */
export function importSummary(result: ImportResult): readonly string[] {
  const { written, there, ignored, prompts, alive, seconds, remarks } = result;
  const shown = remarks
    .slice(0, SHOWN_REMARKS)
    .map(({ line, message }) => `line ${line}: ${printable(message)}`);
  const more = remarks.length - shown.length;
  const parts = [
    plural(written, "new change"),
    ...(there > 0 ? [`${there} ${there === 1 ? "was" : "were"} there already`] : []),
    ...(ignored > 0 ? [`${ignored} left out`] : []),
  ];
  return [
    ...shown,
    ...(more > 0 ? [`and ${more} more such lines (--json lists all)`] : []),
    `${parts.join(", ")}: ${plural(prompts, "prompt")}, ${alive} alive, in ${seconds.toFixed(1)} seconds`,
  ];
}
