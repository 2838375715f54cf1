import { CommanderError } from "commander";
import { program } from "./program.ts";
import type { ExitCode } from "./terminal/exit-codes.ts";
import { EXIT } from "./terminal/exit-codes.ts";
import { reportError } from "./terminal/report-error.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** Runs the command with these arguments. Returns its exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    if (args.length === 0) {
      program(terminal).outputHelp({ error: true });
      return EXIT.usage;
    }
    await program(terminal).parseAsync(args, { from: "user" });
    return EXIT.done;
  } catch (error) {
    // Commander throws after --help and --version too.
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    return reportError(error, terminal, args.includes("--json"));
  }
}
