import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { CommandError } from "../terminal/command-error.ts";

/** The lines of a file, read while they are used. */
export async function* fileLines(path: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw notRead(path, error);
  }
}

/** The first line of a file. */
export async function firstLine(path: string): Promise<string> {
  for await (const line of fileLines(path)) return line;
  return "";
}

/** The text of a file that must be there. */
export async function fileText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw notRead(path, error);
  }
}

function notRead(path: string, error: unknown): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  const message = `cannot read ${path}: ${String(error.code)}`;
  return new CommandError("file-not-read", "notFound", message, "check the path", { cause: error });
}
