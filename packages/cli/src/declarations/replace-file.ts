import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { CommandError } from "../terminal/command-error.ts";

/** The text of a file; null if there is none. */
export async function textOrNull(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw failed("read", file, error);
  }
}

/** Replaces a file at once: who reads it finds the text of before or this one, which may come in parts. */
export async function replaceFile(file: string, text: string | AsyncIterable<string>): Promise<void> {
  // Beside the file, so that it is on the same disk and can take its place.
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await pipeline(typeof text === "string" ? [text] : text, createWriteStream(temporary, { flags: "wx" }));
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    // Parts may fail to come, too.
    throw error instanceof Error && "syscall" in error ? failed("write", file, error) : error;
  }
}

function failed(verb: "read" | "write", file: string, cause: unknown): CommandError {
  const reason = codeOf(cause) ?? String(cause);
  const hint = "check that the folder exists, and that it and the file belong to you";
  return new CommandError(
    `file-not-${verb === "read" ? "read" : "written"}`,
    "refused",
    `cannot ${verb} ${file}: ${reason}`,
    hint,
    { cause },
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
