import type { DiffSide } from "@promptledger/core";
import { Command, CommanderError, Option } from "commander";
import { addCompletionCommand } from "./command-line/add-completion-command.ts";
import { addDeploymentCommands } from "./command-line/add-deployment-commands.ts";
import { addProofCommands } from "./command-line/add-proof-commands.ts";
import { addServeCommand } from "./command-line/add-serve-command.ts";
import type { LedgerOptions } from "./command-line/ledger-options.ts";
import {
  COMPARED_HELP,
  collected,
  diffSide,
  ledgerCommand,
  PROMPT_HELP,
  positionNumber,
  promptCommand,
  readCommand,
  storageCommand,
  versionNumber,
  versionRef,
  writeCommand,
} from "./command-line/options.ts";
import type { EraseOptions } from "./commands/erase-command.ts";
import type { MigrateOptions } from "./commands/migrate-command.ts";
import type { RebuildOptions } from "./commands/rebuild-command.ts";
import type { RedactOptions } from "./commands/redact-command.ts";
import type { TypesOptions } from "./commands/types-command.ts";
import type { BlameOptions } from "./inspect/blame-command.ts";
import type { LogOptions } from "./inspect/log-command.ts";
import type { ShowOptions } from "./inspect/show-command.ts";
import type { ExitCode } from "./terminal/exit-codes.ts";
import { EXIT, EXIT_CODE_HELP } from "./terminal/exit-codes.ts";
import { packageVersion } from "./terminal/package-version.ts";
import { paged } from "./terminal/pager.ts";
import { reportError } from "./terminal/report-error.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** Runs the command with these arguments. Returns its exit code. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
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
    return await reportError(error, terminal, args);
  }
}

/**
 * The command `promptledger` with its subcommands. It throws instead of ending the process. Each command is loaded when it runs, so that help,
 * completion and wrong usage are answered without loading the ledger.
 */
function program(terminal: Terminal): Command {
  const root = new Command("promptledger")
    .description("Version prompts: every change is an event, in your own storage")
    .version(packageVersion())
    // Without this, `show --version 2` would be read as the option above.
    .enablePositionalOptions()
    .addHelpText("after", EXIT_CODE_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: (text) => void terminal.err.write(text),
      // Commander's errors are reported together with all others.
      outputError: () => undefined,
    });

  addServeCommand(root, terminal);

  ledgerCommand(root, "import", "import the history in a file, with its times and authors")
    .argument(
      "<file>",
      "one JSON object a line, oldest first: at, by, action (created, edited, deleted), prompt, text",
    )
    .action(async (file: string, options: LedgerOptions) => {
      const { importCommand } = await import("./commands/import-command.ts");
      await importCommand(file, options, terminal);
    });

  readCommand(
    root,
    "log",
    "print a prompt's history, or the tenant's, oldest first; with --json as an array of all events",
  )
    .argument("[prompt]", `${PROMPT_HELP}; default: all of the tenant's history`)
    .option("--since <time>", "only what happened then or later: 2026-01-31, or 2026-01-31T10:00:00Z")
    .option("--until <time>", "only what happened then or earlier")
    .option("--author <id>", "only what this actor did; may be given several times", collected)
    .option(
      "--type <event>",
      "only this type, such as VersionDeployed; may be given several times",
      collected,
    )
    .option("--environment <name>", "only deployments there, and their ends")
    .option("--text <text>", "only events in which this text occurs")
    .option("--reverse", "newest first", false)
    .option("--oneline", "print the position and what happened", false)
    .addOption(new Option("--csv", "print CSV, safe in a spreadsheet").default(false).conflicts("json"))
    .action((prompt: string | undefined, options: LogOptions) =>
      paged(terminal, async (shown) => {
        const { logCommand } = await import("./inspect/log-command.ts");
        await logCommand(prompt, options, shown);
      }),
    );

  promptCommand(root, "show", "show a prompt and one of its versions")
    .option(
      "--version <number>",
      "the version's number; default: the live version, or else the current one",
      versionNumber,
    )
    .option("--at <time>", "as it was at this time: 2026-01-31 (the end of that day) or 2026-01-31T10:00:00Z")
    .action((prompt: string, options: ShowOptions) =>
      paged(terminal, async (shown) => {
        const { showCommand } = await import("./inspect/show-command.ts");
        await showCommand(prompt, options, shown);
      }),
    );

  promptCommand(root, "diff", "compare two versions of a prompt")
    .argument("<from>", COMPARED_HELP, diffSide)
    .argument("<to>", COMPARED_HELP, diffSide)
    .action((prompt: string, from: DiffSide, to: DiffSide, options: LedgerOptions) =>
      paged(terminal, async (shown) => {
        const { diffCommand } = await import("./inspect/diff-command.ts");
        await diffCommand(prompt, from, to, options, shown);
      }),
    );

  readCommand(
    root,
    "types",
    "write the variables of live prompts as TypeScript types; without --out they are printed",
  )
    .option("--environment <name>", "the environment whose live versions count", "production")
    .option("--out <file>", "the declaration file to write, such as prompts.d.ts; it is replaced at once")
    .option("--check", "only compare the file; exit with code 1 if it is out of date", false)
    .action(async (options: TypesOptions) => {
      const { typesCommand } = await import("./commands/types-command.ts");
      await typesCommand(options, terminal);
    });

  promptCommand(root, "at", "show a prompt as it was at a time, with the version that was live")
    .argument("<time>", "2026-01-31 (the end of that day) or 2026-01-31T10:00:00Z")
    .action((prompt: string, at: string, options: LedgerOptions) =>
      paged(terminal, async (shown) => {
        const { showCommand } = await import("./inspect/show-command.ts");
        await showCommand(prompt, { ...options, at }, shown);
      }),
    );

  promptCommand(root, "blame", "show which version brought each line of a prompt's messages")
    .option("--version <number>", "a version's number, current or latest", versionRef, "current")
    .option("--at <time>", "as it was at this time: 2026-01-31 (the end of that day) or 2026-01-31T10:00:00Z")
    .action((prompt: string, options: BlameOptions) =>
      paged(terminal, async (shown) => {
        const { blameCommand } = await import("./inspect/blame-command.ts");
        await blameCommand(prompt, options, shown);
      }),
    );

  readCommand(root, "stats", "count what the tenant's history holds, of what, and by whom").action(
    async (options: LedgerOptions) => {
      const { statsCommand } = await import("./inspect/stats-command.ts");
      await statsCommand(options, terminal);
    },
  );

  addDeploymentCommands(root, terminal);
  addProofCommands(root, terminal);

  writeCommand(root, "erase", "erase the name and the e-mail address of a person; the history stays")
    .argument("<actor>", "the id that the history shows")
    .action(async (id: string, options: EraseOptions) => {
      const { eraseCommand } = await import("./commands/erase-command.ts");
      await eraseCommand(id, options, terminal);
    });

  writeCommand(root, "redact", "replace a text that must go, such as a leaked secret, in all of the history")
    .argument("[text]", "the text, at least 4 characters; only with --position it may be left out")
    .option("--prompt <prompt>", "only in this prompt: its slug or id")
    .option(
      "--position <number>",
      "only in the event at this position of the log; without a text, all that people wrote in it",
      positionNumber,
    )
    .option("--yes", "do not ask before it is done", false)
    .action(async (text: string | undefined, options: RedactOptions) => {
      const { redactCommand } = await import("./commands/redact-command.ts");
      await redactCommand(text, options, terminal);
    });

  storageCommand(
    root,
    "migrate",
    "bring the storage's schema up to date; safe to run several at once",
  ).action(async (options: MigrateOptions) => {
    const { migrateCommand } = await import("./commands/migrate-command.ts");
    await migrateCommand(options, terminal);
  });

  ledgerCommand(root, "rebuild", "rebuild a tenant's documents from its log, even while it is written to")
    .option(
      "--check",
      "only compare them and print the differences; exit with code 1 if there are any",
      false,
    )
    .action(async (options: RebuildOptions) => {
      const { rebuildCommand } = await import("./commands/rebuild-command.ts");
      await rebuildCommand(options, terminal);
    });

  addCompletionCommand(root, terminal);
  return root;
}
