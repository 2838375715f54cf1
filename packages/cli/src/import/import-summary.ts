import { plural } from "../terminal/plural.ts";
import { printable } from "../terminal/printable.ts";
import type { ImportResult } from "./import-history.ts";

const SHOWN_REMARKS = 20;

/** What an import did, in words: its remarks, then a summary of one line. */
export function importSummary(result: ImportResult): readonly string[] {
  const { written, alreadyImported, ignored, prompts, alive, seconds, remarks } = result;
  const shown = remarks.slice(0, SHOWN_REMARKS);
  const more = remarks.length - shown.length;
  const counts = [
    plural(written, "new change"),
    ...(alreadyImported > 0 ? [`${alreadyImported} already imported`] : []),
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
  ];
  return [
    ...shown.map(({ line, message }) => `line ${line}: ${printable(message)}`),
    ...(more > 0 ? [`and ${more} more such lines (--json lists all)`] : []),
    `${counts.join(", ")}: ${plural(prompts, "prompt")}, ${alive} alive, in ${seconds.toFixed(1)} seconds`,
  ];
}
