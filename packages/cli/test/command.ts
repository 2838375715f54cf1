import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The history file that is part of the package. */
export const sample = fileURLToPath(new URL("../samples/prompt-history.ndjson", import.meta.url));

/** The built command. */
export const main: string = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** What a command did. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the built command, in memory by default, without the variables of this process's environment that it reads. */
export function start(args: readonly string[], environment: Record<string, string> = {}): ChildProcess {
  if (!existsSync(main))
    throw new Error("packages/cli/dist is missing: run `npm run build` before these tests");
  const {
    PROMPTLEDGER_API_KEY: _key,
    PROMPTLEDGER_SECRETS_KEY: _secrets,
    NO_COLOR: _color,
    ...inherited
  } = process.env;
  return spawn(process.execPath, [main, ...args], {
    env: { ...inherited, PROMPTLEDGER_STORE: "memory:", ...environment },
  });
}

/** Runs a command to its end. */
export function command(args: readonly string[], environment?: Record<string, string>): Promise<Outcome> {
  return ended(start(args, environment));
}

/** Runs lines in a new shell, to their end. */
export function shell(script: string, environment: Record<string, string> = {}): Promise<Outcome> {
  return ended(spawn("bash", ["-c", script], { env: { PATH: process.env["PATH"] ?? "", ...environment } }));
}

/** Waits for the end of a process. */
export function ended(child: ChildProcess): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** Writes a file for the time of the work. */
export async function withFile<T>(
  content: string | Uint8Array,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "promptledger-"));
  const path = join(folder, "history.ndjson");
  await writeFile(path, content);
  try {
    return await work(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}
