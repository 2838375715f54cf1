import { readFile } from "node:fs/promises";
import type { Issue } from "@promptledger/core";
import { CommandError } from "../terminal/command-error.ts";
import { EXIT } from "../terminal/exit-codes.ts";
import type { HistoryChange } from "./history-change.ts";
import { parseChange } from "./history-change.ts";

/**
 * Reads a history file: one change a line, oldest first. Checks the whole file before it returns anything; the error lists every
 * invalid line by its number.
 */
export async function readHistoryFile(path: string, now: number): Promise<readonly HistoryChange[]> {
  return parseHistory(decoded(await bytesOf(path), path), path, now);
}

/** Parses the text of a history file; `name` is for messages. */
export function parseHistory(text: string, name: string, now: number): readonly HistoryChange[] {
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
    if (parsed.at < latest) issues.push({ field, message: "is earlier than the line before; oldest come first" });
    if (parsed.at > now) issues.push({ field, message: "is in the future" });
    latest = Math.max(latest, parsed.at);
    changes.push(parsed);
  }
  if (issues.length === 0) return changes;
  throw new CommandError(
    "invalid-history",
    EXIT.usage,
    `${name} is not a valid history file; nothing was written`,
    'each line is a JSON object such as {"at":"2026-01-31T10:00:00Z","by":"jane","action":"created","prompt":"Greeting","text":"..."}',
    { issues },
  );
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const hint = "give the path of a history file, with one JSON object a line";
    if ((cause as NodeJS.ErrnoException).code === "ENOENT")
      throw new CommandError("file-not-found", EXIT.notFound, `there is no file ${path}`, hint, { cause });
    const message = `${path} cannot be read: ${(cause as Error).message}`;
    throw new CommandError("file-unreadable", EXIT.usage, message, hint, { cause });
  }
}

function decoded(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const message = `${path} is not UTF-8 text; nothing was written`;
    throw new CommandError("invalid-history", EXIT.usage, message, "save the file as UTF-8", { cause });
  }
}
