import type { VersionRef } from "@promptledger/core";
import { MAXIMUM_NUMBER } from "@promptledger/core";
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { EXIT_CODE_HELP } from "./exit-codes.ts";
import { DEFAULT_STORE, MEMORY_STORE, STORE_FORMS } from "./open-store.ts";

/** Adds the options that every command of a ledger has, and the exit codes to its help. */
export function withLedgerOptions(command: Command): Command {
  return withStoreOptions(command).option(
    "--tenant <name>",
    "whose prompts: 1 to 64 of A-Z, a-z, 0-9, ., _ and -",
    tenant,
    "default",
  );
}

/** Adds the options of a command that is about a storage as a whole, and the exit codes to its help. */
export function withStoreOptions(command: Command): Command {
  const store = new Option("--store <url>", `the storage: ${STORE_FORMS}`).env("PROMPTLEDGER_STORE");
  return command
    .addOption(store.default(DEFAULT_STORE))
    .option("--json", "answer with one JSON document; errors, on stderr, are JSON too", false)
    .addHelpText("after", EXIT_CODE_HELP);
}

/** Adds the option that loads a history file first. */
export function withImportOption(command: Command): Command {
  return command.option("--import <file>", "load this history file first");
}

/** Adds the same option to a command that reads: what it loads is kept only in a storage that was named. */
export function withLookOption(command: Command): Command {
  const load = new Option(
    "--import <file>",
    `look at this history file: it is loaded first, into ${MEMORY_STORE} unless a storage is named`,
  );
  return command.addOption(load.implies({ store: MEMORY_STORE }));
}

/** A port's number; 0 takes any free one. */
export function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/u.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}

/** A version's number. */
export function versionNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/u.test(text) && number >= 1 && number <= MAXIMUM_NUMBER) return number;
  throw new InvalidArgumentError("It must be a version's number, from 1 on.");
}

/** A version's number, `current` or `latest`. */
export function versionRef(text: string): VersionRef {
  return text === "current" || text === "latest" ? text : versionNumber(text);
}

/** An absolute http or https URL without a slash at its end. */
export function publicUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol)) return text.replace(/\/+$/u, "");
  throw new InvalidArgumentError("It must be a URL such as https://prompts.example.com.");
}

function tenant(text: string): string {
  if (/^[A-Za-z0-9.-][A-Za-z0-9._-]{0,63}$/u.test(text)) return text;
  throw new InvalidArgumentError("It must have 1 to 64 of A-Z, a-z, 0-9, ., _ and -, the first not _.");
}
