import { CommanderError } from "commander";
import type { ExitCode } from "./exit-codes.ts";
import { EXIT } from "./exit-codes.ts";
import { program } from "./program.ts";
import { reportError } from "./report-error.ts";
import type { Terminal } from "./terminal.ts";

/** Runs the command with these arguments, and answers its exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    if (args.length === 0) {
      program(terminal).outputHelp({ error: true });
      return EXIT.usage;
    }
    await program(terminal).parseAsync(args, { from: "user" });
    return EXIT.done;
  } catch (error) {
    // Help and version are asked for, and thrown as well.
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    return reportError(error, terminal, args.includes("--json"));
  }
}
