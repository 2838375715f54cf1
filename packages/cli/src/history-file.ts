import { readFile } from "node:fs/promises";
import type { Issue } from "@promptledger/core";
import { CommandError } from "./command-error.ts";
import { EXIT } from "./exit-codes.ts";
import type { HistoryChange } from "./history-change.ts";
import { parseChange } from "./history-change.ts";

/**
 * Reads a history file: one change a line, oldest first. The whole file is checked before anything is answered; every line that
 * breaks a rule is named with its number.
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
    if (parsed.status === "invalid") {
      issues.push(...parsed.issues);
      continue;
    }
    const { change } = parsed;
    const field = `line ${change.line}, at`;
    if (change.at < latest)
      issues.push({ field, message: "goes back behind the line before it; oldest first" });
    if (change.at > now) issues.push({ field, message: "lies in the future" });
    latest = Math.max(latest, change.at);
    changes.push(change);
  }
  if (issues.length === 0) return changes;
  throw new CommandError({
    code: "invalid-history",
    exitCode: EXIT.usage,
    message: `${name} is not a history that can be imported; nothing was written`,
    issues,
    hint: 'each line is a JSON object such as {"at":"2026-01-31T10:00:00Z","by":"jane","action":"created","prompt":"Greeting","text":"..."}',
  });
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new CommandError({
      code: missing ? "file-not-found" : "file-unreadable",
      exitCode: missing ? EXIT.notFound : EXIT.usage,
      message: missing ? `there is no file ${path}` : `${path} cannot be read: ${(cause as Error).message}`,
      hint: "give the path of a history file, one JSON object a line",
      cause,
    });
  }
}

function decoded(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const message = `${path} is not UTF-8 text; nothing was written`;
    const hint = "save the file as UTF-8";
    throw new CommandError({ code: "invalid-history", exitCode: EXIT.usage, message, hint, cause });
  }
}
