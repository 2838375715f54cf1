import type { VersionRef } from "@promptledger/core";
import { Command } from "commander";
import { diffCommand } from "./diff-command.ts";
import { EXIT_CODE_HELP } from "./exit-codes.ts";
import { importCommand } from "./import-command.ts";
import { logCommand } from "./log-command.ts";
import type { MigrateOptions } from "./migrate-command.ts";
import { migrateCommand } from "./migrate-command.ts";
import type { LedgerOptions } from "./open-ledger.ts";
import {
  portNumber,
  publicUrl,
  versionNumber,
  versionRef,
  withImportOption,
  withLedgerOptions,
  withLookOption,
  withStoreOptions,
} from "./options.ts";
import { packageVersion } from "./package-version.ts";
import type { RebuildOptions } from "./rebuild-command.ts";
import { rebuildCommand } from "./rebuild-command.ts";
import type { ServeOptions } from "./serve-command.ts";
import type { ShowOptions } from "./show-command.ts";
import { showCommand } from "./show-command.ts";
import type { Terminal } from "./terminal.ts";

const SERVE_HELP = `
Respan's API is at /respan/api/prompts/, and at /api/prompts/ for clients that can change their host only.
Orkes' API is at /orkes/api/; its clients take the server's address with /orkes, the key id admin, and the admin key as the secret.
PROMPTLEDGER_API_KEY sets the admin key (at least 16 characters) and takes the place of the one before it.
Without it the first start makes a key and shows it once; only its hash is stored.
PROMPTLEDGER_SECRETS_KEY (at least 32 characters) makes the keys that seal the secrets of model providers; keep it, for without it none
opens. Unless it is set, a provider with a secret is refused.`;

/** The command `promptledger` with its sub-commands; it throws instead of ending the process. */
export function program(terminal: Terminal): Command {
  const root = new Command("promptledger")
    .description("Versions prompts: every change an event, in your own storage")
    .version(packageVersion())
    // Otherwise `show --version 2` would be taken for the option above.
    .enablePositionalOptions()
    .addHelpText("after", EXIT_CODE_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: (text) => void terminal.err.write(text),
      // What commander throws is reported with all other errors.
      outputError: () => undefined,
    });
  addServe(root, terminal);
  addImport(root, terminal);
  addLog(root, terminal);
  addShow(root, terminal);
  addDiff(root, terminal);
  addMigrate(root, terminal);
  addRebuild(root, terminal);
  return root;
}

function addServe(root: Command, terminal: Terminal): void {
  withImportOption(withLedgerOptions(root.command("serve").description("serve the REST APIs over HTTP")))
    .option("--port <number>", "0 takes any free one", portNumber, 4000)
    .option("--host <address>", "0.0.0.0 for every address of the machine", "127.0.0.1")
    .option("--environment <name>", "whose deployments the API shows as live", "production")
    .option("--public-url <url>", "the server's address as clients see it, for links in answers", publicUrl)
    .option("--deploy-on-save", "make what Orkes' API saves live at once, in the same environment", false)
    .option("--verbose", "write one line for each request to stderr", false)
    .addHelpText("after", SERVE_HELP)
    .action(async (options: ServeOptions) => {
      // The web server is loaded only where it is needed: the other commands start faster.
      const { serveCommand } = await import("./serve-command.ts");
      await serveCommand(options, terminal);
    });
}

function addImport(root: Command, terminal: Terminal): void {
  withLedgerOptions(
    root.command("import").description("bring the history of a file in, with its times and authors"),
  )
    .argument(
      "<file>",
      "one JSON object a line, oldest first: at, by, action (created, edited, deleted), prompt, text",
    )
    .action((file: string, options: LedgerOptions) => importCommand(file, options, terminal));
}

function addLog(root: Command, terminal: Terminal): void {
  withLookOption(
    withLedgerOptions(
      root
        .command("log")
        .description("tell a prompt's history, oldest first; with --json an array of events"),
    ),
  )
    .argument("<prompt>", "its slug or id; a slug is looked for first")
    .action((prompt: string, options: LedgerOptions) => logCommand(prompt, options, terminal));
}

function addShow(root: Command, terminal: Terminal): void {
  withLookOption(withLedgerOptions(root.command("show").description("show a prompt and one of its versions")))
    .argument("<prompt>", "its slug or id; a slug is looked for first")
    .option("--version <number>", "default: what is live, else the current one", versionNumber)
    .option("--at <time>", "as it was then: 2026-01-31 (the end of that day) or 2026-01-31T10:00:00Z")
    .action((prompt: string, options: ShowOptions) => showCommand(prompt, options, terminal));
}

function addDiff(root: Command, terminal: Terminal): void {
  withLookOption(withLedgerOptions(root.command("diff").description("compare two versions of a prompt")))
    .argument("<prompt>", "its slug or id; a slug is looked for first")
    .argument("<from>", "a version's number, current or latest", versionRef)
    .argument("<to>", "a version's number, current or latest", versionRef)
    .action((prompt: string, from: VersionRef, to: VersionRef, options: LedgerOptions) =>
      diffCommand(prompt, { from, to }, options, terminal),
    );
}

function addMigrate(root: Command, terminal: Terminal): void {
  withStoreOptions(
    root.command("migrate").description("bring the storage's schema up to date; several may do so at once"),
  ).action((options: MigrateOptions) => migrateCommand(options, terminal));
}

function addRebuild(root: Command, terminal: Terminal): void {
  withLedgerOptions(
    root
      .command("rebuild")
      .description("make a tenant's documents anew from its log, while it is written to"),
  )
    .option("--check", "only compare them, tell the differences, and end with code 1 if there are any", false)
    .action((options: RebuildOptions) => rebuildCommand(options, terminal));
}
