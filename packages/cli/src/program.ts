import type { DiffSide } from "@promptledger/core";
import { Command, CommanderError, Option } from "commander";
import { addCompletionCommand } from "./commands/completion-command.ts";
import { addDeploymentCommands } from "./commands/deployment-commands.ts";
import type { EraseOptions } from "./commands/erase-command.ts";
import { eraseCommand } from "./commands/erase-command.ts";
import { importCommand } from "./commands/import-command.ts";
import type { MigrateOptions } from "./commands/migrate-command.ts";
import { migrateCommand } from "./commands/migrate-command.ts";
import {
  COMPARED_HELP,
  collected,
  diffSide,
  ledgerCommand,
  PROMPT_HELP,
  portNumber,
  promptCommand,
  publicUrl,
  readCommand,
  storageCommand,
  versionNumber,
  versionRef,
  writeCommand,
} from "./commands/options.ts";
import type { RebuildOptions } from "./commands/rebuild-command.ts";
import { rebuildCommand } from "./commands/rebuild-command.ts";
import { addRedactCommand } from "./commands/redact-command.ts";
import type { ServeOptions } from "./commands/serve-command.ts";
import type { TypesOptions } from "./commands/types-command.ts";
import { typesCommand } from "./commands/types-command.ts";
import type { BlameOptions } from "./inspect/blame-command.ts";
import { blameCommand } from "./inspect/blame-command.ts";
import { diffCommand } from "./inspect/diff-command.ts";
import type { LogOptions } from "./inspect/log-command.ts";
import { logCommand } from "./inspect/log-command.ts";
import type { ShowOptions } from "./inspect/show-command.ts";
import { showCommand } from "./inspect/show-command.ts";
import { statsCommand } from "./inspect/stats-command.ts";
import { addProofCommands } from "./proof/add-proof-commands.ts";
import type { LedgerOptions } from "./storage/with-ledger.ts";
import type { ExitCode } from "./terminal/exit-codes.ts";
import { EXIT, EXIT_CODE_HELP } from "./terminal/exit-codes.ts";
import { packageVersion } from "./terminal/package-version.ts";
import { paged } from "./terminal/pager.ts";
import { reportError } from "./terminal/report-error.ts";
import type { Terminal } from "./terminal/terminal.ts";

const SERVE_HELP = `
Respan's API is at /respan/api/prompts/, and at /api/prompts/ for clients that can only change the host.
Orkes' API is at /orkes/api/, and at /orkes/ as well; its clients use the server's address with /orkes, or with /orkes/api if they expect
/api in it, the key id admin, and the admin key as the secret. --body-escapes python is for its Python client.
PROMPTLEDGER_API_KEY sets the admin key (at least 16 characters) and replaces any earlier one.
Without it, the first start generates a key and shows it once; only its hash is stored.
PROMPTLEDGER_SECRETS_KEY (at least 32 characters) encrypts the secrets of model providers and signs tokens. Keep it: without it no
secret can be read. If it is not set, pglite: makes a key in the file secrets-key beside the data, and memory: one for the life of the
process. On every other storage, the tokens of Orkes' API then end when the server stops, and providers with a secret are refused.
Model providers are called at public addresses only. --allow-private-addresses also allows loopback, private, link-local and reserved ones:
use it for a model server of your own, if everybody who may add a provider may reach your network.`;

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
    return reportError(error, terminal, args);
  }
}

/** The command `promptledger` with its subcommands. It throws instead of ending the process. */
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

  ledgerCommand(root, "serve", "serve the REST APIs over HTTP")
    .option("--import <file>", "import this history file first")
    .option("--port <number>", "the port; 0 takes any free one", portNumber, 4000)
    .option("--host <address>", "the address; 0.0.0.0 for every address of the machine", "127.0.0.1")
    .option("--environment <name>", "the environment whose deployments the API shows as live", "production")
    .option("--public-url <url>", "the server's address as clients see it, for links in answers", publicUrl)
    .option("--deploy-on-save", "deploy what Orkes' API saves at once, in the same environment", false)
    .addOption(
      new Option("--body-escapes <client>", "unescape texts as this client of Orkes escapes them").choices([
        "python",
      ]),
    )
    .option("--allow-private-addresses", "also call model providers at private and loopback addresses", false)
    .addOption(
      new Option(
        "--proof-host <name>",
        "where the ledger is at home, as in checkpoint --host: hashes new events once a minute",
      ).env("PROMPTLEDGER_PROOF_HOST"),
    )
    .option("--verbose", "write one line for each request to stderr", false)
    .addHelpText("after", SERVE_HELP)
    .action(async (options: ServeOptions) => {
      // The web server is loaded only if it is needed, so that the other commands start faster.
      const { serveCommand } = await import("./commands/serve-command.ts");
      await serveCommand(options, terminal);
    });

  ledgerCommand(root, "import", "import the history in a file, with its times and authors")
    .argument(
      "<file>",
      "one JSON object a line, oldest first: at, by, action (created, edited, deleted), prompt, text",
    )
    .action((file: string, options: LedgerOptions) => importCommand(file, options, terminal));

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
      paged(terminal, (shown) => logCommand(prompt, options, shown)),
    );

  promptCommand(root, "show", "show a prompt and one of its versions")
    .option(
      "--version <number>",
      "the version's number; default: the live version, or else the current one",
      versionNumber,
    )
    .option("--at <time>", "as it was at this time: 2026-01-31 (the end of that day) or 2026-01-31T10:00:00Z")
    .action((prompt: string, options: ShowOptions) =>
      paged(terminal, (shown) => showCommand(prompt, options, shown)),
    );

  promptCommand(root, "diff", "compare two versions of a prompt")
    .argument("<from>", COMPARED_HELP, diffSide)
    .argument("<to>", COMPARED_HELP, diffSide)
    .action((prompt: string, from: DiffSide, to: DiffSide, options: LedgerOptions) =>
      paged(terminal, (shown) => diffCommand(prompt, from, to, options, shown)),
    );

  readCommand(
    root,
    "types",
    "write the variables of live prompts as TypeScript types; without --out they are printed",
  )
    .option("--environment <name>", "the environment whose live versions count", "production")
    .option("--out <file>", "the declaration file to write, such as prompts.d.ts; it is replaced at once")
    .option("--check", "only compare the file; exit with code 1 if it is out of date", false)
    .action((options: TypesOptions) => typesCommand(options, terminal));

  promptCommand(root, "at", "show a prompt as it was at a time, with the version that was live")
    .argument("<time>", "2026-01-31 (the end of that day) or 2026-01-31T10:00:00Z")
    .action((prompt: string, at: string, options: LedgerOptions) =>
      paged(terminal, (shown) => showCommand(prompt, { ...options, at }, shown)),
    );

  promptCommand(root, "blame", "show which version brought each line of a prompt's messages")
    .option("--version <number>", "a version's number, current or latest", versionRef, "current")
    .option("--at <time>", "as it was at this time: 2026-01-31 (the end of that day) or 2026-01-31T10:00:00Z")
    .action((prompt: string, options: BlameOptions) =>
      paged(terminal, (shown) => blameCommand(prompt, options, shown)),
    );

  readCommand(root, "stats", "count what the tenant's history holds, of what, and by whom").action(
    (options: LedgerOptions) => statsCommand(options, terminal),
  );

  addDeploymentCommands(root, terminal);
  addProofCommands(root, terminal);

  writeCommand(root, "erase", "erase the name and the e-mail address of a person; the history stays")
    .argument("<actor>", "the id that the history shows")
    .action((id: string, options: EraseOptions) => eraseCommand(id, options, terminal));

  addRedactCommand(root, terminal);

  storageCommand(
    root,
    "migrate",
    "bring the storage's schema up to date; safe to run several at once",
  ).action((options: MigrateOptions) => migrateCommand(options, terminal));

  ledgerCommand(root, "rebuild", "rebuild a tenant's documents from its log, even while it is written to")
    .option(
      "--check",
      "only compare them and print the differences; exit with code 1 if there are any",
      false,
    )
    .action((options: RebuildOptions) => rebuildCommand(options, terminal));
  addCompletionCommand(root, terminal);
  return root;
}
