/** A line of a history file. */
export interface OracleLine {
  readonly at: string;
  readonly action: "created" | "edited" | "deleted";
  readonly prompt: string;
  readonly text?: string;
}

/** What a history file says about a prompt at a time: its text, that it was deleted, or that it was not created yet. */
export type OracleAnswer =
  | { readonly status: "alive"; readonly text: string }
  | { readonly status: "deleted" }
  | { readonly status: "none" };

/**
 * Derives the answer from the lines alone, without the ledger. The last line about the prompt at or before the time decides; of several
 * lines with one time, the last in the file.
 */
export function oracle(lines: readonly OracleLine[], prompt: string, time: number): OracleAnswer {
  const last = lines.findLast((line) => line.prompt === prompt && Date.parse(line.at) <= time);
  if (last === undefined) return { status: "none" };
  return last.text === undefined ? { status: "deleted" } : { status: "alive", text: last.text };
}
