import { readFile } from "node:fs/promises";
import type { Issue } from "@promptledger/core";
import { CommandError } from "../terminal/command-error.ts";
import type { HistoryChange } from "./history-change.ts";
import { parseChange } from "./history-change.ts";

const A_LINE =
  'a JSON object such as {"at":"2026-01-31T10:00:00Z","by":"jane","action":"created","prompt":"Greeting","text":"..."}';

/**
 * Reads a history file: one change a line, oldest first. Checks the whole file before it returns anything; the error lists every
 * invalid line by its number.
 */
export async function readHistoryFile(path: string, now: number): Promise<readonly HistoryChange[]> {
  return parseHistory(await textOf(path), path, now);
}

/** Parses the text of a history file; `name` is for messages. */
export function parseHistory(text: string, name: string, now: number): readonly HistoryChange[] {
  if (/^\uFEFF?\{"format":"promptledger\.export\./u.test(text)) throw isExport(name);
  const changes: HistoryChange[] = [];
  const issues: Issue[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  const lines = text.replace(/^\uFEFF/u, "").split("\n");
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const parsed = parseChange(line, index + 1);
    if (!("action" in parsed)) {
      issues.push(...parsed);
      continue;
    }
    const field = `line ${parsed.line}, at`;
    if (parsed.at < latest)
      issues.push({ field, message: "is earlier than the line before; oldest come first" });
    if (parsed.at > now) issues.push({ field, message: "is in the future" });
    latest = Math.max(latest, parsed.at);
    changes.push(parsed);
  }
  if (issues.length === 0) return changes;
  const problem = `${name} is not a valid history file; nothing was written`;
  throw new CommandError("invalid-history", "usage", problem, `each line is ${A_LINE}`, { issues });
}

function isExport(name: string): CommandError {
  const problem = `${name} is an export of the log and not a history file; nothing was written`;
  const hint = `promptledger verify checks an export, and store.restore restores it; each line of a history file is ${A_LINE}`;
  return new CommandError("invalid-history", "usage", problem, hint);
}

async function textOf(path: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const hint = "give the path of a history file, with one JSON object a line, in UTF-8";
    if (code === "ENOENT")
      throw new CommandError("file-not-found", "notFound", `there is no file ${path}`, hint, { cause });
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA")
      throw new CommandError("invalid-history", "usage", `${path} is not UTF-8 text`, hint, { cause });
    throw new CommandError("file-unreadable", "usage", `${path} cannot be read: ${message}`, hint, { cause });
  }
}
