import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../terminal/command-error.ts";
import type { KeptSecretsKey } from "./storage.ts";

/** The name of the file, beside the data. */
const FILE = "secrets-key";

/** A new text to derive keys for secrets from: 32 random bytes, as base64url. */
export function newSecretsKey(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * The key for secrets in a directory that no other process has open. If there is none, it is made: whole or not at all, and readable by its owner
 * alone. Throws a `CommandError` for a file that is no such key, and never replaces it: stored secrets cannot be read without theirs.
 */
export async function secretsKeyIn(directory: string): Promise<KeptSecretsKey> {
  const path = join(directory, FILE);
  const kept = await textOf(path);
  const text = kept === null ? await makeKey(path) : kept.trim();
  if (/^[\x21-\x7e]{32,}$/u.test(text)) return { text, file: path };
  throw new CommandError(
    "invalid-secrets-key",
    "refused",
    `${path} is not a key for secrets: it must have at least 32 visible ASCII characters`,
    "restore it from a backup; only if no secret is stored, delete it, and a new one is made",
  );
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    const hint = "let the user that runs the server read and write it";
    const message = `${path} cannot be read: ${(cause as Error).message}`;
    throw new CommandError("invalid-secrets-key", "refused", message, hint, { cause });
  }
}

/** Writes the file under another name, and renames it when it is on the disk. */
async function makeKey(path: string): Promise<string> {
  const key = newSecretsKey();
  const unfinished = `${path}.unfinished`;
  await rm(unfinished, { force: true });
  const file = await open(unfinished, "wx", 0o600);
  try {
    await file.writeFile(`${key}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  return key;
}
