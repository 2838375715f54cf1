import picocolors from "picocolors";

/** Where text goes to: a terminal, a file or a pipe. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The environment's variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command sees of the world around it. */
export interface Terminal {
  /** Takes what the command answers. */
  readonly out: Output;
  /** Takes progress, remarks and errors. */
  readonly err: Output;
  readonly environment: Environment;
}

/** The colors for an output: none where it is no terminal, nor where NO_COLOR is set. */
export function colorsOf(
  output: Output,
  environment: Environment,
): ReturnType<typeof picocolors.createColors> {
  const wanted = output.isTTY === true && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
  return picocolors.createColors(wanted);
}

/** Writes a command's answer: one JSON document, or lines of text. */
export function answer(
  terminal: Terminal,
  json: boolean,
  document: unknown,
  lines: () => readonly string[],
): void {
  terminal.out.write(json ? `${JSON.stringify(document, null, 2)}\n` : `${lines().join("\n")}\n`);
}
