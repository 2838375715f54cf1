import picocolors from "picocolors";

/** Where text is written: a terminal, a file or a pipe. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** What a command can use of the process that runs it. */
export interface Terminal {
  /** For the command's result. */
  readonly out: Output;
  /** For progress, notes and errors. */
  readonly err: Output;
  /** Asks a question and returns the answer. Absent where nobody can answer. */
  readonly ask?: (question: string) => Promise<string>;
  /** The environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The colors for an output. There are none if it is not a terminal, or if NO_COLOR is set. */
export function colorsOf(
  output: Output,
  environment: Terminal["environment"],
): ReturnType<typeof picocolors.createColors> {
  const wanted = output.isTTY === true && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
  return picocolors.createColors(wanted);
}

/** Writes a command's result: one JSON document, or lines of text. */
export function answer(
  terminal: Terminal,
  json: boolean,
  document: unknown,
  lines: () => readonly string[],
): void {
  terminal.out.write(`${json ? JSON.stringify(document, null, 2) : lines().join("\n")}\n`);
}
