import type { DiffSide, MAXIMUM_NUMBER, VersionRef, WriteOptions } from "@promptledger/core";
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { DEFAULT_STORE, MEMORY_STORE, STORE_FORMS } from "../storage/open-storage.ts";
import { EXIT_CODE_HELP } from "../terminal/exit-codes.ts";
import { COMMAND_LINE } from "./ledger-options.ts";

/** A command on a storage: it takes `--store` and `--json`, and its help explains the exit codes. */
export function storageCommand(root: Command, name: string, description: string): Command {
  const store = new Option("--store <url>", `the storage: ${STORE_FORMS}`).env("PROMPTLEDGER_STORE");
  return root
    .command(name)
    .description(description)
    .addOption(store.default(DEFAULT_STORE))
    .option("--json", "print one JSON document; errors, on stderr, are JSON too", false)
    .addHelpText("after", EXIT_CODE_HELP);
}

/** A command on a ledger: it also takes `--tenant`. */
export function ledgerCommand(root: Command, name: string, description: string): Command {
  const help = "whose prompts: 1 to 64 of A-Z, a-z, 0-9, ., _ and -";
  return storageCommand(root, name, description).option("--tenant <name>", help, tenant, "default");
}

/** A command that only reads: it also takes `--import`, to look at a history file. */
export function readCommand(root: Command, name: string, description: string): Command {
  const load = new Option(
    "--import <file>",
    `look at this history file: it is loaded first, into ${MEMORY_STORE} unless --store is given`,
  );
  return ledgerCommand(root, name, description).addOption(load.implies({ store: MEMORY_STORE }));
}

/** A command that writes to a ledger: it also takes who writes, and why. */
export function writeCommand(root: Command, name: string, description: string): Command {
  return ledgerCommand(root, name, description)
    .option("--actor <id>", "who does it, as the history shows it", COMMAND_LINE)
    .option("--reason <text>", "why, as the history shows it")
    .option("--command-id <id>", "makes it safe to repeat: the same id is done once");
}

/** Options of every command that writes, beside those of the ledger. */
export interface SaidOptions {
  readonly reason?: string;
  readonly commandId?: string;
}

/** What the options of a command say about its write. */
export function writeOptions({ reason, commandId }: SaidOptions): Pick<WriteOptions, "reason" | "commandId"> {
  return { ...(reason !== undefined && { reason }), ...(commandId !== undefined && { commandId }) };
}

/** A command on one prompt, which it only reads: it also takes the prompt. */
export function promptCommand(root: Command, name: string, description: string): Command {
  return readCommand(root, name, description).argument("<prompt>", PROMPT_HELP);
}

/** How a prompt is named. */
export const PROMPT_HELP = "its slug or id; a slug takes precedence";

/** Collects the values of an option that may be given several times. */
export function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Parses a port's number; 0 takes any free one. */
export function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/u.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}

/** Parses the position of an event. */
export function positionNumber(text: string): number {
  const position = Number(text);
  if (/^\d+$/u.test(text) && position >= 1 && Number.isSafeInteger(position)) return position;
  throw new InvalidArgumentError("It must be the position of an event, 1 or higher.");
}

/** The ledger's own maximum: the type refuses any other. Its value would load the ledger for every help and completion. */
const MAXIMUM: typeof MAXIMUM_NUMBER = 2_147_483_647;

/** Parses a version's number. */
export function versionNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/u.test(text) && number >= 1 && number <= MAXIMUM) return number;
  throw new InvalidArgumentError("It must be a version's number, 1 or higher.");
}

/** What `diff` compares. */
export const COMPARED_HELP =
  "a version's number, current, latest, @<time> for the latest committed one at that time, or live:<environment>[@<time>]";

/** Parses a version's number, `current` or `latest`. */
export function versionRef(text: string): VersionRef {
  return text === "current" || text === "latest" ? text : versionNumber(text);
}

/** Parses a version's number, or `latest`. */
export function latestOrNumber(text: string): number | "latest" {
  return text === "latest" ? text : versionNumber(text);
}

/** Parses a version to compare: as {@link versionRef}, `@time`, `live:environment`, or `live:environment@time`. */
export function diffSide(text: string): DiffSide {
  const [, environment, time] = /^(?:live:([^@]+))?(?:@(.+))?$/u.exec(text) ?? [];
  if (environment !== undefined) return { live: environment, ...(time === undefined ? {} : { at: time }) };
  return time === undefined ? versionRef(text) : { at: time };
}

/** Parses an absolute http or https URL, and removes slashes from its end. */
export function publicUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol)) return text.replace(/\/+$/u, "");
  throw new InvalidArgumentError("It must be a URL such as https://prompts.example.com.");
}

function tenant(text: string): string {
  if (/^[A-Za-z0-9.-][A-Za-z0-9._-]{0,63}$/u.test(text)) return text;
  throw new InvalidArgumentError("It must have 1 to 64 of A-Z, a-z, 0-9, ., _ and -, and not start with _.");
}
